import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { inspectBytes, readLedger } from '../../core/certs';
import { run } from '../../server/src/cli/certs';
import { type Io, UsageError } from '../../server/src/cli/io';
import { mosquitto } from '../probe/tools';
import { freePort } from '../support/freePort';
import { openssl } from './tools';

const cwd = mkdtempSync(path.join(tmpdir(), 'mqtt-security-lifecycle-'));
after(() => rmSync(cwd, { recursive: true, force: true }));

async function certs(line: string, stdin = '') {
  let out = '';
  const io: Io = { cwd, stdin: Readable.from([stdin]), out: (text) => (out += text), err: (text) => (out += text) };
  try {
    return { code: await run(line.split(' '), io), out };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { code: 2, out: `${out}${error.message}` };
  }
}

async function done(line: string, stdin = '') {
  const { code, out } = await certs(line, stdin);
  assert.equal(code, 0, `${line}: ${out}`);
  return out;
}

const at = (...names: readonly string[]) => path.join(cwd, ...names);
const text = (...names: readonly string[]) => readFileSync(at(...names), 'utf8');
const serialOf = (file: string) => inspectBytes(readFileSync(file)).certificates[0]?.serial;

/** A strict client that is not OpenSSL's own program: the `ssl` module of Python, GnuTLS. */
function strangers(ca: string, chain: string): void {
  const gnutls = spawnSync('certtool', ['--verify', '--load-ca-certificate', ca, '--infile', chain], {
    encoding: 'utf8',
  });
  if (gnutls.error) throw new Error('certtool cannot be run; install the package gnutls-bin');
  assert.match(gnutls.stdout, /Chain verification output: Verified\. The certificate is trusted/);
}

test('an intermediate authority: its leaves verify through the chain that they bring along', async () => {
  await done('create ca --out tree --name Root');
  assert.match(await done('create intermediate --out tree --name Middle'), /--issuer intermediate/);
  await done('create server --out tree --issuer intermediate --dns broker.example');
  const chain = inspectBytes(readFileSync(at('tree/server.crt'))).certificates;
  assert.deepEqual(
    chain.map(({ subject }) => subject),
    ['CN=broker.example', 'CN=Middle'],
  );
  const strict = ['-x509_strict', '-purpose', 'sslserver', '-CAfile', at('tree/ca.crt')];
  assert.match(openssl(['verify', ...strict, '-untrusted', at('tree/server.crt'), at('tree/server.crt')]), /OK/);
  strangers(at('tree/ca.crt'), at('tree/server.crt'));
  // Below it there is room for leaves alone.
  const { code, out } = await certs('create intermediate --out tree --issuer intermediate --name Third');
  assert.deepEqual([code, /path length is 0/.test(out)], [2, true]);
  assert.match(text('tree/index.txt'), /^V\t\d{12}Z\t\t[0-9A-F]+\tintermediate\.crt\t\/CN=Middle\n$/);
  assert.match(text('tree/intermediate.index.txt'), /\tserver\.crt\t\/CN=broker\.example\n$/);
});

test('an encrypted authority key: made, used, and its passphrase nowhere', async () => {
  const secret = 'planted-passphrase-7f3a';
  const made = await done('create ca --out sealed --encrypt --passphrase-stdin', `${secret}\n`);
  assert.match(text('sealed/ca.key'), /BEGIN ENCRYPTED PRIVATE KEY/);
  assert.equal(statSync(at('sealed/ca.key')).mode & 0o777, 0o600);
  const without = await certs('create client --out sealed --name a');
  assert.deepEqual([without.code, /is encrypted/.test(without.out)], [2, true]);
  const wrong = await certs('create client --out sealed --name a --passphrase-stdin', 'other\n');
  assert.equal(wrong.code, 2);
  const used = await done('create client --out sealed --name a --p12 --passphrase-stdin', `${secret}\ndevice-secret\n`);
  for (const said of [made, without.out, wrong.out, used]) assert.doesNotMatch(said, /planted|device-secret|other/);
  for (const name of readdirSync(at('sealed'))) assert.doesNotMatch(text('sealed', name), /planted|device-secret/);
  assert.match(
    openssl(['pkey', '-in', at('sealed/ca.key'), '-passin', `pass:${secret}`, '-noout', '-text']),
    /ASN1 OID/,
  );
});

test('an archive for a device opens in OpenSSL and tells what it holds', async () => {
  await done('create ca --out device --name Root');
  for (const key of ['p256', 'rsa2048', 'ed25519']) {
    await done(`create client --out device --name ${key} --key ${key} --p12 --passphrase-stdin`, 'open sesame\n');
    const file = at('device', `${key}.p12`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const info = openssl(['pkcs12', '-in', file, '-passin', 'pass:open sesame', '-nodes', '-info']);
    assert.equal(info.match(/BEGIN CERTIFICATE/g)?.length, 2, 'its own and the root');
    const shown = await done(`show device/${key}.p12 --passphrase-stdin --format json`, 'open sesame\n');
    const facts = JSON.parse(shown);
    assert.deepEqual([facts.certificates[0].subject, facts.certificates.length], [`CN=${key}`, 2]);
    assert.equal(facts.keys[0].key.spki, facts.certificates[0].key.spki);
    assert.equal((await certs(`show device/${key}.p12 --passphrase-stdin`, 'wrong\n')).code, 2);
  }
  assert.equal((await certs('create client --out device --name b --p12')).code, 2, 'no archive without a passphrase');
});

test('many clients at once, from a spreadsheet', async () => {
  writeFileSync(at('fleet.csv'), 'name,site\r\nsensor-1,Bonn\r\n"valve, north",Ulm\r\n\r\n# spare\nsensor-2\n');
  await done('create ca --out fleet');
  await done('create client --out fleet --clients-from fleet.csv --clients gate');
  const names = readLedger(text('fleet/index.txt')).map(({ subject }) => subject);
  assert.deepEqual(names, ['/CN=gate', '/CN=sensor-1', '/CN=valve, north', '/CN=sensor-2']);
  const serials = readLedger(text('fleet/index.txt')).map(({ serial }) => serial);
  assert.equal(new Set(serials).size, serials.length);
});

test('a broker and its clients in one go, and more clients from the same authority later', async () => {
  const said = await done('create set --out whole --name Root --dns broker.example --clients a,b');
  assert.match(said, /require_certificate true/);
  assert.equal(said.match(/mosquitto_pub/g)?.length, 1);
  const spki = inspectBytes(readFileSync(at('whole/ca.crt'))).certificates[0]?.key.spki;
  await done('create set --out whole --dns broker.example --clients c --force');
  assert.equal(inspectBytes(readFileSync(at('whole/ca.crt'))).certificates[0]?.key.spki, spki);
  for (const name of ['a', 'c']) {
    const purpose = ['-x509_strict', '-purpose', 'sslclient', '-CAfile', at('whole/ca.crt')];
    assert.match(openssl(['verify', ...purpose, at(`whole/${name}.crt`)]), /OK/);
  }
});

test('a request goes to an outside authority, and what it sends back is put in order', async () => {
  await done('request server --out outside --dns broker.example,*.b.example --ip 192.0.2.1');
  assert.equal(statSync(at('outside/server.key')).mode & 0o777, 0o600);
  const wanted = openssl(['req', '-in', at('outside/server.csr'), '-noout', '-verify', '-text', '-subject']);
  assert.match(wanted, /DNS:broker\.example, DNS:\*\.b\.example, IP Address:192\.0\.2\.1/);
  assert.match(wanted, /TLS Web Server Authentication/);
  assert.match(await done('show outside/server.csr'), /^request {2,}CN=broker\.example$/m);
  assert.equal((await certs('request server --out outside')).code, 2, 'nothing is overwritten');

  await done('create ca --out company --name Company');
  await done('create intermediate --out company --name Issuing');
  const [ca, key] = [at('company/intermediate.crt'), at('company/intermediate.key')];
  const signing = ['-req', '-in', at('outside/server.csr'), '-CA', ca, '-CAkey', key, '-days', '90'];
  openssl(['x509', ...signing, '-set_serial', '7', '-copy_extensions', 'copyall', '-out', at('leaf.pem')]);
  // In the wrong order and with the root, as mail attachments come.
  writeFileSync(
    at('bundle.pem'),
    `Dear customer\n${text('company/ca.crt')}${text('company/intermediate.crt')}${text('leaf.pem')}`,
  );
  assert.match(await done('import bundle.pem --out outside'), /outside\/server\.crt: CN=broker\.example/);
  const subjects = inspectBytes(readFileSync(at('outside/server.crt'))).certificates.map(({ subject }) => subject);
  assert.deepEqual(subjects, ['CN=broker.example', 'CN=Issuing']);
  strangers(at('company/ca.crt'), at('outside/server.crt'));
  const again = await certs('import bundle.pem --out outside');
  assert.deepEqual([again.code, /already there/.test(again.out)], [2, true]);
  assert.match((await certs('import company/ca.crt --out outside')).out, /no private key/);
  assert.match((await certs('import fleet.csv --out outside')).out, /holds no certificate/);
  openssl(['x509', '-in', at('leaf.pem'), '-outform', 'DER', '-out', at('leaf.der')]);
  assert.match(await done('import leaf.der --out outside --force'), /came without a certificate/);
});

test('a renewed certificate has the same names, another key, and the old one as a backup', async () => {
  await done('create ca --out yearly --name Root');
  await done('create server --out yearly --dns a.example,b.example --ip 192.0.2.1 --key p384 --days 30');
  chmodSync(at('yearly/server.key'), 0o640);
  const [before] = inspectBytes(readFileSync(at('yearly/server.crt'))).certificates;
  const said = await done('renew yearly/server.crt');
  assert.match(said, /systemctl reload mosquitto/);
  const [now] = inspectBytes(readFileSync(at('yearly/server.crt'))).certificates;
  assert.ok(before && now);
  assert.deepEqual([now.sans, now.subject, now.key.curve], [before.sans, before.subject, 'secp384r1']);
  assert.notEqual(now.key.spki, before.key.spki);
  assert.notEqual(now.serial, before.serial);
  assert.ok(Math.abs(now.notAfter - now.notBefore - 30 * 86_400_000) < 10 * 60_000);
  assert.equal(statSync(at('yearly/server.key')).mode & 0o777, 0o640, 'the broker reads it through its group');
  const backup = readdirSync(at('yearly')).find((name) => /^server\.crt\.\d{8}T\d{9}Z\.bak$/.test(name)) ?? '';
  assert.equal(serialOf(at('yearly', backup)), before.serial);
  assert.match(openssl(['verify', '-x509_strict', '-CAfile', at('yearly/ca.crt'), at('yearly/server.crt')]), /OK/);
  assert.equal(readLedger(text('yearly/index.txt')).length, 2);

  const spki = inspectBytes(readFileSync(at('yearly/ca.crt'))).certificates[0]?.key.spki;
  assert.match(await done('renew yearly/ca.crt --days 20'), /only when it starts/);
  assert.equal(inspectBytes(readFileSync(at('yearly/ca.crt'))).certificates[0]?.key.spki, spki);
  assert.match(openssl(['verify', '-CAfile', at('yearly/ca.crt'), at('yearly', backup)]), /OK/);
  // Never beyond the authority.
  assert.match(await done('renew yearly/server.crt --keep-key'), /only until/);
});

test('what cannot be renewed is told, and nothing changes', async () => {
  await done('create ca --out alone');
  await done('create client --out alone --name c');
  const cases: readonly (readonly [string, () => void, RegExp])[] = [
    ['renew alone/none.crt', () => undefined, /there is no file/],
    ['renew alone/ca.key', () => undefined, /holds no certificate/],
    ['renew alone/c.crt --authority fleet', () => undefined, /is not in .*fleet/],
    ['renew alone/c.crt --days 0', () => undefined, /0 days|whole number/],
    ['renew alone/c.crt', () => rmSync(at('alone/c.key')), /no private key/],
  ];
  for (const [line, prepare, expected] of cases) {
    prepare();
    const before = readdirSync(at('alone')).map((name) => [name, text('alone', name)]);
    const { code, out } = await certs(line);
    assert.deepEqual([code, expected.test(out)], [2, true], `${line}: ${out}`);
    assert.deepEqual(
      readdirSync(at('alone')).map((name) => [name, text('alone', name)]),
      before,
      line,
    );
  }
});

test('Mosquitto serves the renewed certificate after SIGHUP and refuses the revoked client', async () => {
  await done('create ca --out live --name Root');
  await done('create server --out live');
  await done('create client --out live --clients good,bad');
  await done('crl live');
  const port = await freePort();
  const file = (name: string) => at('live', name);
  const broker = await mosquitto(cwd, [
    `listener ${port} 127.0.0.1`,
    `cafile ${file('ca.crt')}`,
    `certfile ${file('server.crt')}`,
    `keyfile ${file('server.key')}`,
    `crlfile ${file('ca.crl')}`,
    'require_certificate true',
    'use_identity_as_username true',
  ]);
  const publish = (name: string) => publishAs(port, file('ca.crt'), file(`${name}.crt`), file(`${name}.key`));
  try {
    assert.deepEqual([await publish('good'), await publish('bad')], [0, 0]);
    await done('renew live/server.crt');
    assert.match(await done('revoke live/bad.crt --reason keyCompromise'), /names 1 revoked/);
    broker.reload();
    const wanted = serialOf(file('server.crt'));
    for (let left = 50; left > 0 && servedSerial(port, file('ca.crt')) !== wanted; left--) await sleep(100);
    assert.equal(servedSerial(port, file('ca.crt')), wanted);
    assert.equal(await publish('good'), 0);
    assert.notEqual(await publish('bad'), 0);
  } finally {
    await broker.stop();
  }
});

test('lists of revoked certificates satisfy OpenSSL, and its ca reads the ledger', async () => {
  for (const key of ['p256', 'rsa2048', 'ed25519']) {
    const directory = `revoked-${key}`;
    await done(`create ca --out ${directory} --key ${key} --name Root`);
    await done(`create client --out ${directory} --clients a,b,ü`);
    await done(`revoke ${directory}/a.crt`);
    await done(`revoke ${directory}/ü.crt --reason superseded --days 7`);
    assert.match(await done(`revoke ${directory}/a.crt`), /revoked before/);
    const crl = at(directory, 'ca.crl');
    const about = openssl(['crl', '-in', crl, '-CAfile', at(directory, 'ca.crt'), '-noout', '-text']);
    assert.match(about, /X509v3 CRL Number:\s+3\n/);
    assert.equal(about.match(/Serial Number:/g)?.length, 2);
    assert.match(about, /CRL Reason Code:\s+Superseded/);
    const check = (name: string) =>
      spawnSync('openssl', [
        'verify',
        '-crl_check',
        '-CRLfile',
        crl,
        '-CAfile',
        at(directory, 'ca.crt'),
        at(directory, name),
      ]);
    assert.equal(check('b.crt').status, 0);
    assert.match(String(check('a.crt').stderr), /certificate revoked/);
    const configuration = at(`${directory}.cnf`);
    const ledger = `database = ${at(directory, 'index.txt')}\ndefault_md = sha256\ndefault_crl_days = 1`;
    writeFileSync(configuration, `[ca]\ndefault_ca = own\n[own]\n${ledger}\n`);
    const pair = ['-cert', at(directory, 'ca.crt'), '-keyfile', at(directory, 'ca.key')];
    const theirs = openssl(['ca', '-config', configuration, '-gencrl', ...pair]);
    assert.equal(openssl(['crl', '-noout', '-text'], theirs).match(/Serial Number:/g)?.length, 2);
  }
  assert.match((await certs('revoke revoked-p256/b.crt --authority fleet')).out, /was not issued by/);
  assert.match((await certs('revoke revoked-p256/b.crt --reason boredom')).out, /--reason must be one of/);
  assert.match(await done('show revoked-p256/ca.crl'), /^list of revoked certificates of {2,}CN=Root$/m);
});

test('ten thousand names are too many, and nothing is written', async () => {
  await done('create ca --out crowd');
  const before = readdirSync(at('crowd'));
  const names = Array.from({ length: 10_000 }, (_, index) => `device-${index}.example.com`).join(',');
  const { code, out } = await certs(`create server --out crowd --dns ${names}`);
  assert.deepEqual([code, /10000 names do not fit/.test(out)], [2, true]);
  assert.deepEqual(readdirSync(at('crowd')), before);
  assert.equal(existsSync(at('crowd/server.crt')), false);
});

function publishAs(port: number, ca: string, certificate: string, key: string): Promise<number | null> {
  const args = ['-h', 'localhost', '-p', String(port), '--cafile', ca, '--cert', certificate, '--key', key];
  const child = spawn('mosquitto_pub', [...args, '-q', '1', '-t', 't', '-m', 'm'], {
    stdio: 'ignore',
    timeout: 10_000,
  });
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new Error('mosquitto_pub did not run: install the package mosquitto-clients')));
    child.once('close', resolve);
  });
}

function servedSerial(port: number, ca: string): string | undefined {
  const shown = spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', ca], {
    input: '',
    encoding: 'utf8',
  });
  const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(shown.stdout) ?? [];
  return pem && inspectBytes(Buffer.from(`${pem}\n`)).certificates[0]?.serial;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
