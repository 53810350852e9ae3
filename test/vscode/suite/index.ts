import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** VS Code calls this in its extension host (extensionTestsPath). Throws when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 40_000, color: false, reporter: 'spec', grep: process.env.E2E_GREP });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const stats = await runAll(mocha);
  // The runner outside trusts only what is written here: a host that never came this far has not passed.
  const resultFile = process.env.E2E_RESULT_FILE;
  if (resultFile) writeFileSync(resultFile, JSON.stringify(stats));
  if (stats.failed > 0) throw new Error(`${stats.failed} tests failed`);
}

function runAll(mocha: Mocha): Promise<{ passed: number; failed: number }> {
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => resolve({ passed: runner.stats?.passes ?? 0, failed: failures }));
  });
}
