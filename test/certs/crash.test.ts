import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readLedger } from '../../core/certs';
import { bundle, temporaryDirectory } from '../support/bundle';

const top = temporaryDirectory();
after(() => rmSync(top, { recursive: true, force: true }));

/** Kills the process the hard way just before its n-th file operation, and says at the end how many there were. */
const HOOK = `
const fs = require('node:fs/promises');
let count = 0;
const step = () => { if (++count === Number(process.env.DIE_AT)) process.kill(process.pid, 'SIGKILL'); };
for (const name of ['open', 'link', 'rename', 'unlink', 'copyFile', 'mkdir']) {
  const real = fs[name];
  fs[name] = (...args) => { step(); return real(...args); };
}
const prepared = require('node:fs').promises.open(__filename).then(async (handle) => {
  const type = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['writeFile', 'sync', 'chmod', 'chown']) {
    const real = type[name];
    type[name] = function (...args) { step(); return real.apply(this, args); };
  }
});
process.on('exit', () => { if (process.env.DIE_AT === '0') process.stderr.write('operations ' + count + '\\n'); });
`;

let cli = '';
let hook = '';
const template = path.join(top, 'template');

before(async () => {
  cli = await bundle('cli', top);
  hook = path.join(top, 'hook.js');
  writeFileSync(hook, HOOK);
  mkdirSync(template);
  for (const line of ['create ca --out . --name Root', 'create server --out . --dns a.example']) {
    assert.equal(certs(line, template).status, 0);
  }
});

function certs(line: string, cwd: string, input = '') {
  return spawnSync(process.execPath, [cli, 'certs', ...line.split(' ')], { cwd, encoding: 'utf8', input });
}

/** Runs the command and has it die at that operation; 0: not at all. */
function dying(
  line: string,
  cwd: string,
  at: number,
): Promise<{ readonly signal: string | null; readonly text: string }> {
  const env = { ...process.env, DIE_AT: String(at) };
  const child = spawn(process.execPath, ['--require', hook, cli, 'certs', ...line.split(' ')], { cwd, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += bytes));
  return new Promise((resolve) => child.once('close', (_, signal) => resolve({ signal, text })));
}

async function operations(line: string): Promise<number> {
  const cwd = path.join(top, 'whole');
  cpSync(template, cwd, { recursive: true });
  const { text } = await dying(line, cwd, 0);
  rmSync(cwd, { recursive: true });
  const count = Number(/operations (\d+)/.exec(text)?.[1]);
  assert.ok(count > 10, text);
  return count;
}

/** Starting Node takes the time here, so that a usual run takes every sixth point; with FUZZ it is every one. */
const EVERY = process.env.FUZZ === undefined ? 6 : 1;

/** Every folder after a crash at one of the points, four at a time. */
async function crashes(line: string, check: (cwd: string, at: number) => void): Promise<void> {
  const last = await operations(line);
  // From the end, where files get their names.
  const points = Array.from({ length: Math.ceil(last / EVERY) }, (_, index) => last - index * EVERY);
  const worker = async () => {
    for (let at = points.shift(); at !== undefined; at = points.shift()) {
      const cwd = path.join(top, `${line.split(' ')[0]}-${at}`);
      cpSync(template, cwd, { recursive: true });
      assert.equal((await dying(line, cwd, at)).signal, 'SIGKILL', `${line} at ${at}`);
      check(cwd, at);
      rmSync(cwd, { recursive: true });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

function belong(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

const oldCertificate = () => readFileSync(path.join(template, 'server.crt'), 'utf8');
const oldKey = () => readFileSync(path.join(template, 'server.key'), 'utf8');

/** What is in place is whole, and is a pair that fits or has the old pair beside it. Keys stay closed. */
function assertUsable(cwd: string, at: number): void {
  const names = readdirSync(cwd);
  const [certificate, key] = ['server.crt', 'server.key'].map((name) => readFileSync(path.join(cwd, name), 'utf8'));
  assert.ok(certificate && key);
  const contents = names.map((name) => readFileSync(path.join(cwd, name), 'utf8'));
  const kept = contents.includes(oldCertificate()) && contents.includes(oldKey());
  assert.ok(belong(certificate, key) || kept, `nothing usable after a crash at ${at}: ${names}`);
  for (const [index, name] of names.entries()) {
    if (contents[index]?.includes('PRIVATE KEY'))
      assert.equal(statSync(path.join(cwd, name)).mode & 0o077, 0, `${name} after a crash at ${at}`);
  }
  const ledger = readFileSync(path.join(cwd, 'index.txt'), 'utf8');
  assert.equal(readLedger(ledger).length, ledger.split('\n').length - 1, `the ledger is whole after ${at}`);
  if (at % 4 !== 0) return;
  // The lock of a process that is gone stops nobody.
  const again = certs('create client --out . --name after', cwd);
  assert.equal(again.status, 0, `after a crash at ${at}: ${again.stderr}`);
}

const posix = process.platform === 'win32' && 'signals and permissions of POSIX';

test('killed at any point of a renewal, the old set or the new one is there', { skip: posix }, () =>
  crashes('renew server.crt', assertUsable),
);

test('killed at any point while everything is replaced, the old set or the new one is there', { skip: posix }, () =>
  crashes('create server --out . --dns b.example --force', assertUsable),
);

test('a full disk changes nothing', { skip: posix }, (context) => {
  const disk = path.join(top, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  if (mounted.status !== 0)
    return context.skip('a small tmpfs cannot be mounted here: that takes root and the right to mount');
  try {
    cpSync(template, disk, { recursive: true });
    // Blocks have 4 KiB; some room is left, so that it runs out in the middle.
    for (let rest = 0; ; rest++) {
      try {
        writeFileSync(path.join(disk, `filler-${rest}`), Buffer.alloc(4096));
      } catch {
        rmSync(path.join(disk, `filler-${rest}`), { force: true });
        rmSync(path.join(disk, 'filler-0'));
        rmSync(path.join(disk, 'filler-1'));
        break;
      }
    }
    const names = readdirSync(disk);
    for (const line of ['renew server.crt', 'create server --out . --dns b.example --force', 'revoke server.crt']) {
      const { status, stderr } = certs(line, disk);
      assert.equal(status, 2, line);
      assert.match(stderr, /cannot be written \(ENOSPC\); nothing was changed/);
      assert.deepEqual(readdirSync(disk), names, `${line}: nothing is left lying about`);
      for (const name of readdirSync(template)) {
        assert.deepEqual(readFileSync(path.join(disk, name)), readFileSync(path.join(template, name)), name);
      }
    }
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('a folder that may not be written is left alone', { skip: posix }, () => {
  const cwd = path.join(top, 'closed');
  cpSync(template, cwd, { recursive: true });
  // Root may write anywhere, so that somebody else tries. The keys are readable for once.
  for (const name of readdirSync(cwd)) chmodSync(path.join(cwd, name), 0o644);
  chmodSync(cwd, 0o555);
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const names = readdirSync(cwd);
  for (const line of [
    'renew server.crt',
    'create client --out . --name a',
    'revoke server.crt',
    'create ca --out sub',
  ]) {
    const args = [cli, 'certs', ...line.split(' ')];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', ...account });
    assert.equal(status, 2, `${line}: ${stderr}`);
    assert.match(stderr, /(?:EACCES|EPERM)\); nothing was changed/);
    assert.deepEqual(readdirSync(cwd), names);
  }
  chmodSync(cwd, 0o755);
});

test('runs at the same time lose no entry of the ledger and no revocation', { skip: posix }, async () => {
  const cwd = path.join(top, 'together');
  cpSync(template, cwd, { recursive: true });
  const names = ['one', 'two', 'three', 'four', 'five', 'six'];
  await Promise.all(names.map((name) => dying(`create client --out . --name ${name}`, cwd, -1)));
  const ledger = () => readLedger(readFileSync(path.join(cwd, 'index.txt'), 'utf8'));
  assert.deepEqual(new Set(ledger().map(({ subject }) => subject.slice(4))), new Set(['a.example', ...names]));
  await Promise.all(names.slice(0, 3).map((name) => dying(`revoke ${name}.crt`, cwd, -1)));
  assert.equal(ledger().filter(({ status }) => status === 'revoked').length, 3);
  const { stdout } = spawnSync('openssl', ['crl', '-in', 'ca.crl', '-noout', '-text'], { cwd, encoding: 'utf8' });
  assert.match(stdout, /X509v3 CRL Number:\s+3\b/);
  assert.equal(stdout.match(/Serial Number/g)?.length, 3);
  assert.deepEqual(
    readdirSync(cwd).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a passphrase and a key are in no output, no error, no argument list and no other file', {
  skip: posix,
}, async () => {
  const cwd = path.join(top, 'secret');
  mkdirSync(cwd);
  const [secret, wrong] = ['planted-9c1e-passphrase', 'planted-9c1e-wrong'];
  let said = '';
  const run = (line: string, input: string) => {
    const child = spawn(process.execPath, [cli, 'certs', ...line.split(' ')], { cwd });
    const seen: string[] = [];
    const look = () => {
      for (const name of ['cmdline', 'environ', 'comm']) {
        try {
          seen.push(readFileSync(`/proc/${child.pid}/${name}`, 'utf8'));
        } catch {
          // The process has ended, or this system has no such folder.
        }
      }
    };
    look();
    const timer = setInterval(look, 5);
    child.stdin.end(`${input}\n`);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
    return new Promise<number | null>((resolve) =>
      child.once('close', (code) => {
        clearInterval(timer);
        said += seen.join('\n');
        resolve(code);
      }),
    );
  };
  const withStdin = '--passphrase-stdin';
  assert.equal(await run(`create ca --out . --encrypt ${withStdin}`, secret), 0);
  assert.equal(await run(`create server --out . --dns a.example ${withStdin}`, secret), 0);
  assert.equal(await run(`renew server.crt ${withStdin}`, secret), 0);
  assert.equal(await run(`revoke server.crt ${withStdin}`, secret), 0);
  assert.equal(await run(`create server --out . --dns a.example --force ${withStdin}`, wrong), 2);
  assert.equal(await run(`renew server.crt ${withStdin}`, wrong), 2);
  assert.equal(await run('show server.key', ''), 0);
  assert.equal(await run('show ca.key', ''), 0);
  assert.equal(await run('status .', ''), 0);
  assert.ok(said.length > 500 && said.includes('--passphrase-stdin'), 'the argument lists were seen');
  const lines = readdirSync(cwd)
    .filter((name) => name.includes('.key'))
    .flatMap((name) => readFileSync(path.join(cwd, name), 'utf8').split('\n').slice(1, -2));
  assert.ok(lines.length > 4);
  for (const planted of ['planted', ...lines]) assert.ok(!said.includes(planted), 'a secret was said');
  for (const name of readdirSync(cwd)) assert.ok(!readFileSync(path.join(cwd, name), 'utf8').includes('planted'), name);
});
