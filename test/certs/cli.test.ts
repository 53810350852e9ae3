import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { run } from '../../server/src/cli/certs';
import { type Io, UsageError } from '../../server/src/cli/io';
import { openssl } from './tools';

const cwd = mkdtempSync(path.join(tmpdir(), 'mqtt-security-certs-cli-'));
after(() => rmSync(cwd, { recursive: true, force: true }));

async function certs(line: string, stdin = '') {
  let out = '';
  let err = '';
  const io: Io = {
    cwd,
    stdin: Readable.from([stdin]),
    out: (text) => (out += text),
    err: (text) => (err += text),
  };
  try {
    return { code: await run(line.split(' '), io), out, err };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { code: 2, out, err: error.message };
  }
}

const read = (file: string) => readFileSync(path.join(cwd, file), 'utf8');

test('authority, server and client, one after the other, and each is told what to do next', async () => {
  const early = await certs('create server --out set');
  assert.equal(early.code, 2);
  assert.match(
    early.err,
    /there is no certificate authority[\s\S]*make one with: mqtt-security certs create ca --out set/,
  );

  const ca = await certs('create ca --out set --days 100');
  assert.equal(ca.code, 0);
  assert.match(ca.out, /^set\/ca\.crt {2}Certificate[\s\S]*certs create server --out set --dns NAME/);

  const server = await certs('create server --out set --dns broker.example,*.b.example --ip 192.0.2.1 --key ed25519');
  assert.equal(server.code, 0);
  assert.match(server.out, /valid only until/);
  assert.ok(server.out.includes(`keyfile ${path.join(cwd, 'set/server.key')}`));
  assert.match(server.out, /cacertfile = "/);

  const client = await certs('create client --out set --name sensor/1 --days 10');
  assert.equal(client.code, 0);
  assert.match(client.out, /mosquitto_pub .*--cert \S*\/set\/sensor_1\.crt --key/);
  assert.deepEqual(readdirSync(path.join(cwd, 'set')), [
    'ca.crt',
    'ca.key',
    'index.txt',
    'index.txt.attr',
    'sensor_1.crt',
    'sensor_1.key',
    'server.crt',
    'server.key',
  ]);
  const at = (name: string) => path.join(cwd, 'set', name);
  const verify = (purpose: string, name: string) =>
    openssl(['verify', '-x509_strict', '-purpose', purpose, '-CAfile', at('ca.crt'), at(name)]);
  assert.match(verify('sslserver', 'server.crt'), /OK/);
  assert.match(verify('sslclient', 'sensor_1.crt'), /OK/);
  assert.match(openssl(['x509', '-in', at('sensor_1.crt'), '-noout', '-subject']), /CN = sensor\/1/);
  for (const { out, err } of [ca, server, client]) {
    assert.doesNotMatch(out + err, /PRIVATE KEY/);
    for (const name of ['ca.key', 'server.key', 'sensor_1.key']) {
      assert.equal((out + err).includes(read(`set/${name}`).split('\n')[1] ?? ''), false);
    }
  }
});

test('nothing is overwritten without --force', async () => {
  assert.equal((await certs('create ca --out twice')).code, 0);
  const before = read('twice/ca.key');
  const refused = await certs('create ca --out twice');
  assert.equal(refused.code, 2);
  assert.match(refused.err, /already there: .*; nothing was written\n--force/);
  assert.equal(read('twice/ca.key'), before);
  assert.equal((await certs('create ca --out twice --force')).code, 0);
  assert.notEqual(read('twice/ca.key'), before);
});

test('the passphrase of an encrypted authority key comes from standard input', async () => {
  await certs('create ca --out locked');
  const encrypted = openssl(['pkcs8', '-topk8', '-in', path.join(cwd, 'locked/ca.key'), '-passout', 'pass:s3cret']);
  writeFileSync(path.join(cwd, 'locked/ca.key'), encrypted);
  const without = await certs('create server --out locked');
  assert.deepEqual([without.code, /is encrypted[\s\S]*--passphrase-stdin/.test(without.err)], [2, true]);
  assert.equal((await certs('create server --out locked --passphrase-stdin', 'wrong\n')).code, 2);
  assert.equal((await certs('create server --out locked --passphrase-stdin', 's3cret\n')).code, 0);
});

test('wrong use is exit 2 with a sentence', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['create ca', /--out is missing/],
    ['create root --out x', /say certs create ca\|intermediate\|server\|client\|set/],
    ['create ca server --out x', /say certs create/],
    ['destroy ca --out x', /no “certs destroy”/],
    ['create ca --out x --key p512', /--key must be one of p256/],
    ['create ca --out x --days ten', /--days ten/],
    ['create ca --out x --days 0', /0 days/],
    ['create ca --out x --dns a', /--dns and --ip are for a server/],
    ['create ca --out x --frobnicate', /frobnicate/],
    ['show', /say certs show FILE/],
    ['show missing.pem', /missing\.pem cannot be read \(ENOENT\)/],
    ['show .', /cannot be read \(EISDIR\)/],
  ];
  for (const [line, expected] of cases) {
    const { code, err, out } = await certs(line);
    assert.deepEqual([code, out], [2, ''], line);
    assert.match(err, expected, line);
  }
  assert.equal(readdirSync(cwd).includes('x'), false);
});

test('show tells what a file holds, in text and JSON', async () => {
  await certs('create ca --out shown --name Example');
  await certs('create server --out shown --dns broker.example');
  const text = await certs('show shown/server.crt');
  assert.equal(text.code, 0);
  assert.match(text.out, /^certificate {2,}CN=broker\.example$/m);
  assert.match(text.out, /issuer {2,}CN=Example\n/);
  assert.match(text.out, /dns:broker\.example/);
  assert.doesNotMatch(text.out, /problem/);
  const json = JSON.parse((await certs('show shown/server.crt --format json')).out);
  assert.equal(json.certificates[0].subject, 'CN=broker.example');
  assert.match(json.certificates[0].notAfter, /^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  assert.deepEqual(json.certificates[0].problems, []);
  const key = JSON.parse((await certs('show shown/server.key --format json')).out);
  assert.equal(key.keys[0].key.spki, json.certificates[0].key.spki);
  assert.match((await certs('show shown/server.key')).out, /private key {2,}EC prime256v1/);
  writeFileSync(path.join(cwd, 'note.txt'), 'nothing here');
  assert.match((await certs('show note.txt')).err, /neither a certificate nor a private key/);
});

test('--help is clean, no arguments are not', async () => {
  const help = await certs('--help');
  assert.deepEqual([help.code, /^Usage: mqtt-security certs ACTION/.test(help.out)], [0, true]);
  const nothing = await run([], { cwd, stdin: Readable.from([]), out: () => assert.fail(), err: () => undefined });
  assert.equal(nothing, 2);
});
