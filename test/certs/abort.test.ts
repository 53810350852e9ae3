import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { carryOut, planSet } from '../../core/certs';
import { unlessAborted } from '../../core/certs/abort';

test('a cancelled wait ends at once, though the work never does', async () => {
  const stop = new AbortController();
  const waiting = unlessAborted(new Promise<never>(() => undefined), stop.signal);
  stop.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

test('work that fails after its wait was cancelled fails unnoticed', async () => {
  const stop = new AbortController();
  const { promise, reject } = late();
  const waiting = unlessAborted(promise, stop.signal);
  stop.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  reject(new Error('nobody waits for this'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('what is done before a cancel is kept', async () => {
  const stop = new AbortController();
  assert.equal(await unlessAborted(Promise.resolve('done'), stop.signal), 'done');
  stop.abort();
  await assert.rejects(unlessAborted(Promise.resolve('done'), stop.signal), { name: 'AbortError' });
});

test('a cancel while a large key is made leaves the folder empty', async (context) => {
  const directory = temporaryDirectory(context);
  const request = { directory, key: 'rsa4096', clients: [], server: { dns: ['localhost'], ip: [] } } as const;
  const plan = await planSet({ ...request, caName: 'CA', now: Date.now() });
  const stop = new AbortController();
  const work = carryOut(plan, { force: false, signal: stop.signal });
  setImmediate(() => stop.abort());
  await assert.rejects(work, { name: 'AbortError' });
  assert.deepEqual(await readdir(directory), []);
});

function temporaryDirectory(context: TestContext): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-abort-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function late(): { readonly promise: Promise<void>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((_, given) => {
    reject = given;
  });
  return { promise, reject };
}
