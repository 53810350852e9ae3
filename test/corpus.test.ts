import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { BrokerId } from '../core/lint';
import { analyzeText, assertFixesWork, assertSound } from './support/inspectAnalysis';
import { shared, sharedMissing } from './support/root';

/** Folder of the corpus → broker whose files it holds. */
const FOLDERS: readonly (readonly [folder: string, broker: BrokerId, name?: string])[] = [
  ['mosquitto', 'mosquitto'],
  ['emqx5', 'emqx'],
  ['emqx4', 'emqx'],
  ['nanomq', 'nanomq'],
  ['nanomq', 'emqx'],
  ['mosquitto-acl', 'mosquitto', 'aclfile'],
  ['emqx-acl', 'emqx', 'acl.conf'],
  ['mosquitto-pw', 'mosquitto', 'pwfile'],
];

for (const [folder, broker, name] of FOLDERS) {
  test(`real files found in the wild: ${folder}`, { skip: sharedMissing }, async (context) => {
    const directory = path.join(shared, 'corpus', folder);
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 0);
    let [slowest, fixes] = [0, 0];
    for (const entry of files) {
      const text = readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'utf8');
      const started = performance.now();
      const analysis = await analyzeText(text, broker, name);
      slowest = Math.max(slowest, performance.now() - started);
      assertSound(analysis);
      if (broker !== 'emqx' || folder === 'emqx5' || folder === 'emqx-acl') fixes += await assertFixesWork(analysis);
    }
    context.diagnostic(`${files.length} files, slowest ${slowest.toFixed(1)} ms, ${fixes} fixes applied`);
  });
}
