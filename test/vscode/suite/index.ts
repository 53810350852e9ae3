import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** What the runner outside learns of the suite; `finished` only when every test had its turn. */
interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly finished: boolean;
}

/** VS Code calls this in its extension host (extensionTestsPath). Throws when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 40_000, color: false, reporter: 'spec', grep: process.env.E2E_GREP });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const failures = await runAll(mocha);
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

/** Writes the result after each test: a run that is cut short has still shown what it has shown. */
function runAll(mocha: Mocha): Promise<number> {
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      report(runner, true);
      resolve(failures);
    });
    runner.on('test end', () => report(runner, false));
  });
}

function report({ stats }: Mocha.Runner, finished: boolean): void {
  const result: Result = { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, finished };
  const file = process.env.E2E_RESULT_FILE;
  if (file) writeFileSync(file, JSON.stringify(result));
}
