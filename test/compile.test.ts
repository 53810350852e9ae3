import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './support/root';

const MODULE = JSON.stringify(pathToFileURL(path.join(root, 'scripts/support/compile.mjs')).href);
const AHEAD = `import { compileAhead } from ${MODULE}; compileAhead(...process.argv.slice(1));`;
const RUN = `
  const { readFileSync } = require('node:fs');
  const { Script } = require('node:vm');
  const [source, data] = process.argv.slice(1);
  const script = new Script(readFileSync(source, 'latin1'), { cachedData: readFileSync(data) });
  console.log(script.cachedDataRejected, script.runInThisContext()(require));`;

test('a script compiled ahead is taken as it is; what belongs to another script or version is compiled anew', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-'));
  try {
    const [script, data] = ['a.js', 'a.cache'].map((name) => path.join(directory, name));
    assert.ok(script && data);
    const source = '(function (require) {\nconst later = () => require("node:os").EOL;\nreturn later().length > 0;\n})';
    writeFileSync(script, source);
    node('--input-type=module', '-e', AHEAD, script, data);
    const good = readFileSync(data);
    const old = Buffer.from(good);
    // The version of V8, behind the magic number.
    old.writeUInt32LE((old.readUInt32LE(4) ^ 1) >>> 0, 4);
    const cases: readonly (readonly [Buffer, string, string])[] = [
      [good, source, 'false true'],
      [old, source, 'true true'],
      [good.subarray(0, good.length - 8), source, 'true true'],
      [Buffer.from('not compiled'), source, 'true true'],
      [good, `${source};`, 'true true'],
    ];
    for (const [bytes, text, said] of cases) {
      writeFileSync(script, text);
      writeFileSync(data, bytes);
      assert.equal(node('-e', RUN, script, data), said);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

function node(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}
