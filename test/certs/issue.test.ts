import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { carryOut, KEY_CHOICES, planSet, type SetOptions } from '../../core/certs';
import { inspectBytes } from '../../core/certs/inspect';
import { issue } from '../../core/certs/issue';
import { toPkcs12 } from '../../core/certs/pkcs12';
import { judge } from '../../core/facts/judge';
import { openssl } from './tools';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-issue-'));
after(() => rmSync(top, { recursive: true, force: true }));

const HOUR = 3_600_000;

function optionsFor(directory: string, more: Partial<SetOptions> = {}): SetOptions {
  const server = { dns: ['broker.example.com', '*.mqtt.example.com'], ip: ['192.0.2.7', '2001:DB8:0::1'] };
  return { directory, key: 'p256', server, clients: ['sensor-1'], caName: 'Test authority', now: Date.now(), ...more };
}

async function makeSet(name: string, more: Partial<SetOptions> = {}) {
  const directory = path.join(top, name);
  const plan = await planSet(optionsFor(directory, more));
  return { plan, directory, written: await carryOut(plan, { force: false }) };
}

const factsOf = (file: string) => {
  const [facts] = inspectBytes(readFileSync(file)).certificates;
  assert.ok(facts);
  return facts;
};

function verify(directory: string, certificate: string, purpose: string): string {
  return openssl([
    'verify',
    '-x509_strict',
    '-purpose',
    purpose,
    '-CAfile',
    path.join(directory, 'ca.crt'),
    certificate,
  ]);
}

for (const key of KEY_CHOICES) {
  test(`a set with ${key} keys verifies strictly, for its purpose only`, async () => {
    // Large RSA keys take seconds to find; one role shows as much as two.
    const clients = key === 'rsa3072' || key === 'rsa4096' ? [] : ['sensor-1'];
    const { directory, written } = await makeSet(key, { key, clients });
    assert.ok(written.server);
    assert.match(openssl(['verify', '-x509_strict', '-CAfile', written.ca, written.ca]), /: OK/);
    assert.match(verify(directory, written.server.certificate, 'sslserver'), /: OK/);
    assert.throws(() => verify(directory, written.server?.certificate ?? '', 'sslclient'), /certificate purpose/);
    for (const { certificate } of written.clients) {
      assert.match(verify(directory, certificate, 'sslclient'), /: OK/);
      assert.throws(() => verify(directory, certificate, 'sslserver'), /certificate purpose/);
    }
    for (const { certificate, key: file } of [written.server, ...written.clients]) {
      assert.ok(new X509Certificate(readFileSync(certificate)).checkPrivateKey(createPrivateKey(readFileSync(file))));
    }
  });
}

test('an elliptic set costs milliseconds of computing', async () => {
  await makeSet('warm-up');
  const plan = await planSet(optionsFor(path.join(top, 'fast')));
  const started = process.cpuUsage();
  await carryOut(plan, { force: false });
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 100_000, `${user + system} µs`);
});

test('names, usages, identifiers and dates are as the profile says', async () => {
  const now = Date.now();
  const { written } = await makeSet('fields', { now });
  const ca = factsOf(written.ca);
  const server = factsOf(written.server?.certificate ?? '');
  const client = factsOf(written.clients[0]?.certificate ?? '');
  assert.deepEqual([ca.isCa, ca.pathLength, ca.selfSigned], [true, 1, true]);
  assert.deepEqual(ca.keyUsage, ['keyCertSign', 'cRLSign']);
  assert.equal(ca.extendedKeyUsage, undefined);
  assert.deepEqual(
    server.sans.map(({ type, value }) => `${type}:${value}`),
    ['dns:broker.example.com', 'dns:*.mqtt.example.com', 'ip:192.0.2.7', 'ip:2001:db8::1'],
  );
  assert.deepEqual(
    [server.keyUsage, server.extendedKeyUsage, server.isCa],
    [['digitalSignature'], ['serverAuth'], false],
  );
  assert.deepEqual(
    [client.keyUsage, client.extendedKeyUsage, client.commonName],
    [['digitalSignature'], ['clientAuth'], 'sensor-1'],
  );
  for (const facts of [ca, server, client]) {
    assert.ok(facts.notBefore <= now - 5 * 60_000 && facts.notBefore > now - 6 * 60_000);
    assert.ok(facts.serial.length > 26 && facts.serial.length <= 32, facts.serial);
    assert.equal(facts.version, 3);
  }
  assert.equal(server.authorityKeyId, ca.subjectKeyId);
  assert.ok(Math.abs(server.notAfter - now - 365 * 24 * HOUR) < 2000);
  assert.ok(Math.abs(ca.notAfter - now - 3650 * 24 * HOUR) < 2000);
  const text = openssl(['x509', '-in', written.server?.certificate ?? '', '-noout', '-text']);
  assert.match(text, /X509v3 Basic Constraints: critical\s+CA:FALSE/);
  assert.match(text, /X509v3 Key Usage: critical\s+Digital Signature\n/);
  assert.match(
    text,
    /DNS:broker.example.com, DNS:\*.mqtt.example.com, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:1/,
  );
  assert.deepEqual(judge(server, { now, role: 'server', host: 'a.mqtt.example.com' }), []);
  assert.deepEqual(judge(client, { now, role: 'client' }), []);
  assert.deepEqual(judge(ca, { now, role: 'ca' }), []);
});

test('an RSA server may also be encrypted to', async () => {
  const { written } = await makeSet('rsa-usage', { key: 'rsa2048' });
  assert.deepEqual(factsOf(written.server?.certificate ?? '').keyUsage, ['digitalSignature', 'keyEncipherment']);
  assert.deepEqual(factsOf(written.clients[0]?.certificate ?? '').keyUsage, ['digitalSignature']);
});

test('a leaf never outlives its authority, and the user is told', async () => {
  const { written } = await makeSet('short-ca', { caDays: 10 });
  assert.equal(factsOf(written.server?.certificate ?? '').notAfter, factsOf(written.ca).notAfter);
  assert.match(written.notes[0]?.template ?? '', /valid only until/);
  assert.match(verify(path.join(top, 'short-ca'), written.server?.certificate ?? '', 'sslserver'), /: OK/);
});

test('dates from 2050 on are GeneralizedTime', async () => {
  const { written } = await makeSet('far', { now: Date.UTC(2049, 5, 1), days: 365 });
  const dump = openssl(['asn1parse', '-in', written.server?.certificate ?? '']);
  assert.match(dump, /UTCTIME\s*:490531235500Z/);
  assert.match(dump, /GENERALIZEDTIME\s*:20500601000000Z/);
  assert.equal(factsOf(written.server?.certificate ?? '').notAfter, Date.UTC(2050, 5, 1));
});

test("a leaf is refused its issuer's name", async () => {
  const options = optionsFor(path.join(top, 'same'), { caName: 'sensor-1' });
  await assert.rejects(carryOut(await planSet(options), { force: false }), {
    name: 'CertificatesError',
    code: 'input',
  });
  assert.equal(existsSync(path.join(top, 'same')), false, 'nothing may be written');
});

test('names beyond ASCII survive', async () => {
  const { written } = await makeSet('utf8', {
    clients: ['Fühler-1'],
    caName: 'Prüf-CA',
    server: { dns: ['bücher.example'], ip: [] },
  });
  assert.equal(factsOf(written.clients[0]?.certificate ?? '').commonName, 'Fühler-1');
  assert.equal(factsOf(written.server?.certificate ?? '').sans[0]?.value, 'xn--bcher-kva.example');
  assert.match(verify(path.join(top, 'utf8'), written.clients[0]?.certificate ?? '', 'sslclient'), /: OK/);
});

test('the serial number is the 128 bits that were given, as a positive number', async () => {
  const request = { role: 'ca', name: 'x', dns: [], ip: [], key: 'p256', days: 1 } as const;
  const zeros = '00'.repeat(14);
  const cases = [
    [`ff${zeros}ff`, `FF${zeros}FF`],
    [`7f${zeros}ff`, `7F${zeros}FF`],
    [`0080${zeros}`, `80${zeros}`],
    [`0000${zeros}`, '01'],
  ];
  for (const [bits = '', expected] of cases) {
    const { certificate } = await issue(request, { now: Date.now(), random: () => Buffer.from(bits, 'hex') });
    assert.equal(new X509Certificate(certificate).serialNumber, expected);
    assert.match(openssl(['x509', '-inform', 'DER', '-noout', '-serial'], certificate), new RegExp(`=${expected}\n`));
  }
});

test('an authority made by openssl issues, its key encrypted and its certificate an intermediate one', async () => {
  const directory = mkdtempSync(path.join(top, 'foreign-'));
  const at = (name: string) => path.join(directory, name);
  writeFileSync(
    at('ext'),
    'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n',
  );
  openssl([
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('root.key'),
    '-out',
    at('root.crt'),
    '-subj',
    '/O=Example Ltd, Inc./CN=Root',
    '-addext',
    'keyUsage=critical,keyCertSign',
    '-days',
    '30',
  ]);
  openssl([
    'genpkey',
    '-algorithm',
    'EC',
    '-pkeyopt',
    'ec_paramgen_curve:P-384',
    '-aes256',
    '-pass',
    'pass:s3cret',
    '-out',
    at('ca.key'),
  ]);
  openssl([
    'req',
    '-new',
    '-key',
    at('ca.key'),
    '-passin',
    'pass:s3cret',
    '-subj',
    '/C=DE/O=Example, Ltd/CN=Issuer',
    '-out',
    at('ca.csr'),
  ]);
  openssl([
    'x509',
    '-req',
    '-in',
    at('ca.csr'),
    '-CA',
    at('root.crt'),
    '-CAkey',
    at('root.key'),
    '-CAcreateserial',
    '-extfile',
    at('ext'),
    '-days',
    '20',
    '-out',
    at('ca.crt'),
  ]);

  const plan = await planSet(optionsFor(directory));
  assert.deepEqual([plan.reuseCa, plan.caKeyEncrypted, plan.files.length], [true, true, 4]);
  await assert.rejects(carryOut(plan, { force: false }), { code: 'passphrase' });
  await assert.rejects(carryOut(plan, { force: false, caPassphrase: 'wrong' }), { code: 'passphrase' });
  const written = await carryOut(plan, { force: false, caPassphrase: 's3cret' });
  const server = written.server?.certificate ?? '';
  assert.equal(inspectBytes(readFileSync(server)).certificates.length, 2, 'the intermediate certificate comes along');
  assert.equal(factsOf(server).issuer, 'C=DE, O=Example\\, Ltd, CN=Issuer');
  assert.equal(factsOf(server).signatureAlgorithm, 'ecdsa-with-SHA384');
  const verified = openssl([
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    '-CAfile',
    at('root.crt'),
    '-untrusted',
    server,
    server,
  ]);
  assert.match(verified, /: OK/);
});

for (const key of ['p256', 'ed25519', 'rsa2048'] as const) {
  test(`openssl opens a PKCS#12 archive with a ${key} key`, async () => {
    const { written } = await makeSet(`p12-${key}`, { key });
    const [client] = written.clients;
    assert.ok(client);
    const certificate = new X509Certificate(readFileSync(client.certificate));
    const chain = [new X509Certificate(readFileSync(written.ca)).raw];
    const privateKey = createPrivateKey(readFileSync(client.key));
    const archive = toPkcs12(certificate.raw, privateKey, chain, 'pässword', randomBytes);
    assert.equal(inspectBytes(archive).encoding, 'pkcs12');
    const pem = openssl(['pkcs12', '-nodes', '-passin', 'pass:pässword'], archive);
    assert.equal(pem.match(/BEGIN CERTIFICATE/g)?.length, 2);
    const opened = createPrivateKey(pem.slice(pem.indexOf('-----BEGIN PRIVATE KEY')));
    assert.ok(certificate.checkPrivateKey(opened));
    assert.throws(() => openssl(['pkcs12', '-nodes', '-passin', 'pass:other'], archive), /mac verify|Mac verify/);
  });
}
