import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { format } from '../core/facts/message';
import { analyze, defaultSettings } from '../core/lint';
import { pathIds } from '../server/src/fileIds';
import { nodeHost } from '../server/src/host';
import { installedVersion, tryBroker } from './support/mosquitto';
import { shared, sharedMissing } from './support/root';

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-corpus-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Lines that name what this machine lacks. */
const ELSEWHERE = /^\s*(?:\w*(?:file|path|_dir|_location|plugin\w*)|log_dest|user|bind_\w+)\b/;

/** Each file without those lines, which alone would decide, and on ports of the test's own. */
function pureOf(text: string, firstPort: number): string {
  let port = firstPort;
  return text
    .split('\n')
    .filter((line) => !ELSEWHERE.test(line))
    .map((line) => line.replace(/^listener [1-9]\d*\s.*|^listener [1-9]\d*$/, () => `listener ${port++} 127.0.0.1`))
    .join('\n');
}

test('nothing in a real file is called fatal that the installed broker starts with', {
  skip: sharedMissing,
  timeout: 120_000,
}, async (context) => {
  const folder = path.join(shared, 'corpus/mosquitto');
  const version = installedVersion();
  let asked = 0;
  const wrong: string[] = [];
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    const text = pureOf(readFileSync(path.join(folder, name), 'latin1'), 24_000 + 20 * asked);
    const file = path.join(directory, `${asked}t.conf`);
    writeFileSync(file, text, 'latin1');
    const settings = { ...defaultSettings, versions: { mosquitto: version } };
    const host = nodeHost({ ids: pathIds, roots: [directory], shortLived: true });
    const analysis = await analyze(pathIds.id(file), host, { settings, now: Date.now(), broker: 'mosquitto' });
    const fatal = analysis?.findings.filter(({ kind }) => kind === 'fatal') ?? [];
    if (fatal.length === 0) continue;
    asked++;
    const { refused } = await tryBroker(file, directory);
    if (!refused) wrong.push(`${name}: ${fatal.map(({ message }) => format(message)).join('; ')}`);
  }
  context.diagnostic(`${asked} files with a fatal finding asked of ${version}`);
  assert.deepEqual(wrong, []);
});
