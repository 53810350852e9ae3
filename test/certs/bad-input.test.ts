import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { carryOut, inspectBytes, planSet } from '../../core/certs';
import { crlFactsOf, crlNumberOf, dhBitsOf } from '../../core/certs/crl';
import { pemOf } from '../../core/certs/pem';
import { pkcs7Certificates } from '../../core/certs/pkcs7';
import { pkcs12Facts } from '../../core/certs/pkcs12';
import { requestFactsOf } from '../../core/certs/request-facts';
import { run } from '../../server/src/cli/certs';
import { type Io, UsageError } from '../../server/src/cli/io';
import { temporaryDirectory } from '../support/bundle';
import { openssl } from './tools';

const top = temporaryDirectory();
after(() => rmSync(top, { recursive: true, force: true }));
const at = (...names: readonly string[]) => path.join(top, ...names);

async function certs(line: string, stdin = '') {
  let said = '';
  const io: Io = {
    cwd: top,
    stdin: Readable.from([stdin]),
    out: (text) => (said += text),
    err: (text) => (said += text),
  };
  try {
    return { code: await run(line.split(' '), io), said };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { code: 2, said: `${said}${error.message}` };
  }
}

/** Every file below the folder and what is in it. */
function contents(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [file, readFileSync(file, 'latin1')];
    }),
  );
}

/** The command ends with 2 and a sentence, and the folder is as it was. */
async function refused(line: string, reason: RegExp, stdin = ''): Promise<void> {
  const earlier = contents(top);
  const { code, said } = await certs(line, stdin);
  assert.equal(code, 2, `${line}: ${said}`);
  assert.match(said, reason, line);
  assert.doesNotMatch(said, /\n\s+at /, 'no stack');
  assert.deepEqual(contents(top), earlier, line);
}

before(async () => {
  for (const [name, more] of [
    ['sound', ''],
    ['other', ' --key rsa2048'],
  ]) {
    assert.equal((await certs(`create ca --out ${name} --name ${name}${more}`)).code, 0);
    assert.equal((await certs(`create server --out ${name} --dns a.example`)).code, 0);
  }
  assert.equal((await certs('create ca --out sealed --encrypt --passphrase-stdin', 'right\n')).code, 0);
});

test('an authority that has expired issues nothing', async () => {
  const options = { directory: at('old'), key: 'p256', clients: [], caName: 'Old', caDays: 1 } as const;
  const plan = await planSet({ ...options, now: Date.now() - 10 * 86_400_000, authority: 'create' });
  await carryOut(plan, { force: false });
  await refused('create server --out old --dns a.example', /expired on \d{4}-\d\d-\d\d; make a new/);
});

test('a key of another type, half an authority, a certificate that is none', async () => {
  mkdirSync(at('mixed'));
  writeFileSync(at('mixed/ca.crt'), readFileSync(at('sound/ca.crt')));
  writeFileSync(at('mixed/ca.key'), readFileSync(at('other/ca.key')), { mode: 0o600 });
  await refused('create server --out mixed --dns a.example', /is not the key of the certificate authority CN=sound/);
  rmSync(at('mixed/ca.key'));
  await refused('create server --out mixed --dns a.example', /ca\.crt is there, but .*ca\.key is not/);
  writeFileSync(at('mixed/ca.key'), 'not a key');
  await refused('create server --out mixed --dns a.example', /holds no private key in PEM/);
  writeFileSync(at('mixed/ca.crt'), readFileSync(at('sound/server.crt')));
  writeFileSync(at('mixed/ca.key'), readFileSync(at('sound/server.key')));
  await refused('create server --out mixed --dns a.example', /is no certificate authority/);
});

test('a wrong passphrase, or none', async () => {
  await refused('create server --out sealed --dns a.example', /is encrypted; give its passphrase/);
  const wrong = 'create server --out sealed --dns a.example --passphrase-stdin';
  await refused(wrong, /cannot be opened with this passphrase/, 'wrong\n');
});

test('files that are there, a name with a slash, a folder that is a file or has vanished', async () => {
  await refused('create server --out sound --dns b.example', /already there: .*nothing was written/);
  const client = await certs('create client --out sound --name ../../evil/x');
  assert.deepEqual([client.code, existsSync(at('../evil'))], [0, false]);
  assert.ok(existsSync(at('sound/_._.._evil_x.key')), String(readdirSync(at('sound'))));
  writeFileSync(at('file'), 'x');
  await refused('create ca --out file/below', /ENOTDIR/);
  await refused('renew gone/server.crt', /there is no file/);
  await refused('renew sound/gone.crt', /there is no file/);
  await refused('revoke gone/server.crt', /there is no file/);
});

test('a folder that vanishes between plan and writing is made again or reported, never half filled', async () => {
  const options = { directory: at('vanishing'), key: 'p256', clients: ['a'], caName: 'V', now: Date.now() } as const;
  await carryOut(await planSet({ ...options, clients: [] }), { force: false });
  const plan = await planSet(options);
  rmSync(at('vanishing'), { recursive: true });
  await assert.rejects(carryOut(plan, { force: false }), { code: 'authority' });
  assert.equal(existsSync(at('vanishing')), false);
});

test('a certificate of 20 MB is answered, and changes nothing', async () => {
  mkdirSync(at('huge'));
  writeFileSync(at('huge/ca.key'), readFileSync(at('sound/ca.key')), { mode: 0o600 });
  for (const body of [
    pemOf('CERTIFICATE', randomBytes(15_000_000)),
    '-----BEGIN CERTIFICATE-----\n'.repeat(750_000),
    `-----BEGIN ${'A'.repeat(20_000_000)}`,
    '-'.repeat(20_000_000),
  ]) {
    writeFileSync(at('huge/ca.crt'), body);
    const before = readdirSync(at('huge'));
    for (const line of [
      'create server --out huge --dns a.example',
      'renew huge/ca.crt',
      'import huge/ca.crt --out huge',
    ]) {
      const { code, said } = await certs(line);
      assert.equal(code, 2, line);
      assert.ok(said.length < 1000, `${line}: ${said.slice(0, 200)}`);
    }
    assert.deepEqual(readdirSync(at('huge')), before);
  }
  rmSync(at('huge'), { recursive: true });
});

test('where the names are links, what they lead to is renewed, and an intermediate does without its root', async () => {
  assert.equal((await certs('create ca --out tree --name Root')).code, 0);
  assert.equal((await certs('create intermediate --out tree --name Middle')).code, 0);
  assert.equal((await certs('create server --out tree --issuer intermediate --dns a.example')).code, 0);
  // The root is kept elsewhere; its certificate stays.
  rmSync(at('tree/ca.key'));
  mkdirSync(at('links'));
  for (const name of ['server.crt', 'server.key']) symlinkSync(at('tree', name), at('links', name));
  const { code, said } = await certs('renew links/server.crt --authority tree');
  assert.equal(code, 0, said);
  assert.equal(inspectBytes(readFileSync(at('tree/server.crt'))).certificates.length, 2);
  assert.ok(readdirSync(at('tree')).some((name) => /^server\.key\..*\.bak$/.test(name)));
  assert.deepEqual(readdirSync(at('links')).sort(), ['server.crt', 'server.key']);
  assert.equal((await certs('revoke tree/server.crt')).code, 0);
});

test('a PKCS#7 bundle is understood and imported', async () => {
  mkdirSync(at('bundle'));
  writeFileSync(at('bundle/server.key'), readFileSync(at('sound/server.key')), { mode: 0o600 });
  for (const form of ['PEM', 'DER']) {
    const files = ['-certfile', at('sound/ca.crt'), '-certfile', at('sound/server.crt')];
    openssl(['crl2pkcs7', '-nocrl', ...files, '-outform', form, '-out', at('bundle/back.p7b')]);
    const { certificates } = inspectBytes(readFileSync(at('bundle/back.p7b')));
    assert.deepEqual(certificates.map(({ subject }) => subject).sort(), ['CN=a.example', 'CN=sound']);
    assert.equal((await certs('import bundle/back.p7b --out bundle --force')).code, 0);
    assert.equal(inspectBytes(readFileSync(at('bundle/server.crt'))).certificates[0]?.subject, 'CN=a.example');
  }
});

/** A small generator with a fixed seed (Mulberry32), so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Cut short, bits flipped, lengths made absurd, a part taken out or put in twice. */
function damaged(bytes: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const place = random(copy.length);
  const kind = random(5);
  if (kind === 0) return copy.subarray(0, place);
  if (kind === 1) copy[place] = random(256);
  if (kind === 2) copy.set([0x84, 0xff, 0xff, 0xff, 0xff].slice(0, copy.length - place), place);
  if (kind === 3) return Buffer.concat([copy.subarray(0, place), copy.subarray(place + random(20))]);
  if (kind === 4) return Buffer.concat([copy.subarray(0, place), copy.subarray(Math.max(0, place - random(40)))]);
  return copy;
}

test('damaged and hostile DER is answered by every reader, and none throws', async () => {
  assert.equal((await certs('create client --out sound --name p --p12 --passphrase-stdin', 'p\n')).code, 0);
  assert.equal((await certs('revoke sound/p.crt')).code, 0);
  assert.equal((await certs('request server --out asked --dns a.example')).code, 0);
  openssl([
    'crl2pkcs7',
    '-in',
    at('sound/ca.crl'),
    '-certfile',
    at('sound/ca.crt'),
    '-outform',
    'DER',
    '-out',
    at('x.p7b'),
  ]);
  const der = (file: string) => Buffer.from(readFileSync(file, 'utf8').replace(/-----.*-----|\s/g, ''), 'base64');
  const seeds = [
    der(at('sound/p.crt').replace('p.crt', 'ca.crt')),
    der(at('other/ca.key')),
    der(at('sealed/ca.key')),
    der(at('sound/ca.crl')),
    der(at('asked/server.csr')),
    readFileSync(at('sound/p.p12')),
    readFileSync(at('x.p7b')),
    Buffer.from('30'.repeat(3000), 'hex'),
    Buffer.from('3080'.repeat(3000), 'hex'),
    Buffer.from(`30820fa0${'3003020100'.repeat(800)}`, 'hex'),
  ];
  const random = generator(20261125);
  const until = process.env.FUZZ === undefined ? 0 : Date.now() + Number(process.env.FUZZ) * 1000;
  for (let round = 0; round < 150 || Date.now() < until; round++) {
    for (const seed of seeds) {
      let bytes: Buffer = seed;
      for (let times = random(4); times >= 0 && bytes.length > 0; times--) bytes = damaged(bytes, random);
      inspectBytes(bytes);
      crlFactsOf(bytes);
      crlNumberOf(bytes);
      dhBitsOf(bytes);
      requestFactsOf(bytes);
      pkcs7Certificates(bytes);
      for (const label of [
        'CERTIFICATE',
        'X509 CRL',
        'CERTIFICATE REQUEST',
        'PRIVATE KEY',
        'PKCS7',
        'EC PRIVATE KEY',
      ]) {
        inspectBytes(Buffer.from(pemOf(label, bytes)));
      }
      if (round % 5 === 0) pkcs12Facts(bytes, 'p');
    }
  }
});

test('a pipe by the name of a key is not waited for', {
  skip: process.platform === 'win32',
  timeout: 20_000,
}, async () => {
  mkdirSync(at('pipes'));
  assert.equal(spawnSync('mkfifo', [at('pipes/server.key')]).status, 0);
  await refused('import sound/server.crt --out pipes', /server\.key is no regular file/);
});

test('an archive that asks for more rounds than anyone needs is not opened', () => {
  const archive = (...options: readonly string[]) => {
    const files = [
      '-inkey',
      at('sound/p.key'),
      '-in',
      at('sound/p.crt'),
      '-passout',
      'pass:p',
      '-out',
      at('rounds.p12'),
    ];
    openssl(['pkcs12', '-export', ...files, ...options]);
    return readFileSync(at('rounds.p12'));
  };
  assert.equal(pkcs12Facts(archive('-iter', '20000'), 'p')?.keys.length, 1);
  assert.equal(pkcs12Facts(archive('-iter', '1100000'), 'p'), undefined);
  assert.equal(pkcs12Facts(archive('-iter', '1100000', '-nomac'), 'p'), undefined, 'of the key alone');
});
