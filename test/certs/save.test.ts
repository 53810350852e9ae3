import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { carryOut, planRenewal, planSet, renew, type SetOptions, saveFiles } from '../../core/certs';
import { openssl } from './tools';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-save-'));
after(() => rmSync(top, { recursive: true, force: true }));

const fresh = () => mkdtempSync(path.join(top, 'set-'));
const posix = process.platform === 'win32' ? 'Windows has no permission bits' : false;

function optionsFor(directory: string, more: Partial<SetOptions> = {}): SetOptions {
  const server = { dns: ['localhost'], ip: [] };
  return { directory, key: 'p256', server, clients: ['one'], caName: 'CA', now: Date.now(), ...more };
}

const snapshot = (directory: string) =>
  readdirSync(directory).map((name) => [name, readFileSync(path.join(directory, name), 'utf8')]);

test('the plan names every file before any is written', async () => {
  const directory = path.join(fresh(), 'deep/er');
  const plan = await planSet(optionsFor(directory));
  assert.deepEqual(
    plan.files.map((file) => [path.relative(directory, file.path), file.mode, file.kind, file.exists]),
    [
      ['ca.crt', 0o644, 'certificate', false],
      ['ca.key', 0o600, 'key', false],
      ['server.crt', 0o644, 'certificate', false],
      ['server.key', 0o600, 'key', false],
      ['one.crt', 0o644, 'certificate', false],
      ['one.key', 0o600, 'key', false],
    ],
  );
  assert.throws(() => statSync(directory), { code: 'ENOENT' });
  const { files } = await carryOut(plan, { force: false });
  assert.deepEqual(
    files,
    plan.files.map((file) => file.path),
  );
  assert.deepEqual(readdirSync(directory).sort(), [
    'ca.crt',
    'ca.key',
    'index.txt',
    'index.txt.attr',
    'one.crt',
    'one.key',
    'server.crt',
    'server.key',
  ]);
});

test('keys are for their owner alone, whatever the umask', { skip: posix }, async () => {
  const directory = fresh();
  const before = process.umask(0);
  try {
    await carryOut(await planSet(optionsFor(directory)), { force: false });
  } finally {
    process.umask(before);
  }
  for (const name of readdirSync(directory)) {
    assert.equal(statSync(path.join(directory, name)).mode & 0o777, name.endsWith('.key') ? 0o600 : 0o644, name);
  }
});

test('a strict umask does not lock the broker out of what is renewed', { skip: posix }, async () => {
  const directory = fresh();
  await carryOut(await planSet(optionsFor(directory)), { force: false });
  const [certificate, key] = ['server.crt', 'server.key'].map((name) => path.join(directory, name));
  assert.ok(certificate && key);
  chmodSync(key, 0o640);
  const before = process.umask(0o077);
  try {
    await renew(await planRenewal(certificate, { now: Date.now() }));
  } finally {
    process.umask(before);
  }
  assert.deepEqual(
    [certificate, key].map((file) => statSync(file).mode & 0o777),
    [0o644, 0o640],
  );
});

test('a second set is issued by the authority that is there', async () => {
  const directory = fresh();
  await carryOut(await planSet(optionsFor(directory)), { force: false });
  const before = readFileSync(path.join(directory, 'ca.key'), 'utf8');
  const plan = await planSet(optionsFor(directory, { clients: ['two'], server: undefined }));
  assert.deepEqual([plan.reuseCa, plan.files.map((file) => path.basename(file.path))], [true, ['two.crt', 'two.key']]);
  const written = await carryOut(plan, { force: true });
  assert.equal(readFileSync(path.join(directory, 'ca.key'), 'utf8'), before);
  const [client] = written.clients;
  assert.match(openssl(['verify', '-x509_strict', '-CAfile', written.ca, client?.certificate ?? '']), /: OK/);
});

test('nothing is overwritten, and nothing is written at all, unless forced', async () => {
  const directory = fresh();
  await carryOut(await planSet(optionsFor(directory)), { force: false });
  rmSync(path.join(directory, 'server.crt'));
  const before = snapshot(directory);
  const plan = await planSet(optionsFor(directory));
  assert.deepEqual(
    plan.files.map((file) => file.exists),
    [false, true, true, true],
  );
  await assert.rejects(carryOut(plan, { force: false }), { code: 'exists' });
  assert.deepEqual(snapshot(directory), before);
  await carryOut(plan, { force: true });
  assert.notDeepEqual(snapshot(directory), before);
  assert.equal(readdirSync(directory).length, 8, 'no temporary file stays behind');
});

const ours = (file: string, overwrite: boolean) => ({ path: file, mode: 0o600, content: 'ours', overwrite });

test('a file that appears after the check is not overwritten either', async () => {
  const directory = fresh();
  const at = (name: string) => path.join(directory, name);
  // The signal is asked between the check and the publishing, which is when the other writer comes.
  const signal = { throwIfAborted: () => writeFileSync(at('b'), 'theirs') };
  const files = ['a', 'b', 'c'].map((name) => ours(at(name), false));
  await assert.rejects(saveFiles(files, signal as unknown as AbortSignal), { code: 'exists' });
  assert.deepEqual(snapshot(directory), [['b', 'theirs']]);
});

test('force covers what the plan showed, not what came later', async () => {
  const directory = fresh();
  const plan = await planSet(optionsFor(directory));
  await carryOut(await planSet(optionsFor(directory)), { force: false });
  const before = snapshot(directory);
  await assert.rejects(carryOut(plan, { force: true }), { code: 'exists' });
  assert.deepEqual(snapshot(directory), before);
});

test('a failure in the middle brings everything back', async () => {
  const directory = fresh();
  const at = (name: string) => path.join(directory, name);
  writeFileSync(at('a'), 'old a');
  mkdirSync(at('b'));
  writeFileSync(path.join(at('b'), 'inside'), '');
  const files = ['new', 'a', 'b'].map((name) => ours(at(name), true));
  await assert.rejects(saveFiles(files), { code: 'io' });
  assert.deepEqual(readdirSync(directory).sort(), ['a', 'b']);
  assert.equal(readFileSync(at('a'), 'utf8'), 'old a');
});

test('a link is replaced, not followed', { skip: posix }, async () => {
  const directory = fresh();
  const at = (name: string) => path.join(directory, name);
  writeFileSync(at('target'), 'precious');
  symlinkSync('target', at('link'));
  symlinkSync('nowhere', at('broken'));
  const save = (name: string, force: boolean) => saveFiles([ours(at(name), force)]);
  await assert.rejects(save('link', false), { code: 'exists' });
  await assert.rejects(save('broken', false), { code: 'exists' });
  assert.equal(readlinkSync(at('broken')), 'nowhere');
  await save('link', true);
  assert.deepEqual([readFileSync(at('target'), 'utf8'), readFileSync(at('link'), 'utf8')], ['precious', 'ours']);
});

test('replacing a key that anyone could read closes it', { skip: posix }, async () => {
  const file = path.join(fresh(), 'server.key');
  writeFileSync(file, 'old');
  chmodSync(file, 0o666);
  await saveFiles([ours(file, true)]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('cancelling leaves nothing', async () => {
  const directory = path.join(fresh(), 'cancelled');
  const plan = await planSet(optionsFor(directory));
  await assert.rejects(carryOut(plan, { force: false, signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.throws(() => statSync(directory), { code: 'ENOENT' });
});

test('a directory that cannot be made is an error in words', async () => {
  const file = path.join(fresh(), 'file');
  writeFileSync(file, '');
  const plan = await planSet(optionsFor(path.join(file, 'below')));
  await assert.rejects(carryOut(plan, { force: false }), { name: 'CertificatesError', code: 'io' });
});

test('half an authority, a foreign key, a leaf and an expired one do not issue', async () => {
  const directory = fresh();
  const at = (name: string) => path.join(directory, name);
  const refused = async (options: Partial<SetOptions> = {}) => {
    await assert.rejects(planSet(optionsFor(directory, options)), { name: 'CertificatesError', code: 'authority' });
  };
  await refused({ authority: 'reuse' });
  await carryOut(await planSet(optionsFor(directory)), { force: false });
  const [certificate, key] = [readFileSync(at('ca.crt')), readFileSync(at('ca.key'))];
  await refused({ now: Date.now() + 11 * 365 * 86_400_000 });
  rmSync(at('ca.key'));
  await refused();
  writeFileSync(at('ca.key'), readFileSync(at('server.key')));
  await refused();
  writeFileSync(at('ca.crt'), readFileSync(at('server.crt')));
  await refused();
  writeFileSync(at('ca.crt'), key);
  await refused();
  writeFileSync(at('ca.crt'), certificate);
  rmSync(at('ca.key'));
  mkdirSync(at('ca.key'));
  await assert.rejects(planSet(optionsFor(directory)), { code: 'io' });
});
