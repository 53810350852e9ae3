import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIp, parseIp } from '../../core/facts/address';
import type { CertFacts, San } from '../../core/facts/certificate';
import { type JudgeOptions, judge, namesHost } from '../../core/facts/judge';
import { format } from '../../core/facts/message';

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 24);

const good: CertFacts = {
  subject: 'CN=broker',
  issuer: 'CN=CA',
  commonName: 'broker',
  serial: '01',
  notBefore: now - DAY,
  notAfter: now + 300 * DAY,
  version: 3,
  sans: [{ type: 'dns', value: 'broker.example' }],
  key: { type: 'ec', bits: 256, curve: 'prime256v1', spki: '' },
  signatureAlgorithm: 'ecdsa-with-SHA256',
  isCa: false,
  pathLength: undefined,
  keyUsage: ['digitalSignature'],
  extendedKeyUsage: ['serverAuth', 'clientAuth'],
  subjectKeyId: undefined,
  authorityKeyId: undefined,
  ocspUrls: [],
  crlUrls: [],
  fingerprint: '',
  selfSigned: false,
};

const ids = (changes: Partial<CertFacts>, options: Partial<JudgeOptions> = {}) =>
  judge({ ...good, ...changes }, { now, role: 'server', ...options }).map(({ id }) => id);

test('a sound certificate has no problem in either role', () => {
  assert.deepEqual(ids({}, { host: 'broker.example' }), []);
  assert.deepEqual(ids({}, { role: 'client' }), []);
  assert.deepEqual(ids({ isCa: true, keyUsage: ['keyCertSign'], sans: [], selfSigned: true }, { role: 'ca' }), []);
});

test('validity: each side of every edge', () => {
  assert.deepEqual(ids({ notAfter: now - 1 }), ['expired']);
  assert.deepEqual(ids({ notAfter: now }), ['expiring']);
  assert.deepEqual(ids({ notAfter: now + 30 * DAY - 1 }), ['expiring']);
  assert.deepEqual(ids({ notAfter: now + 30 * DAY }), []);
  assert.deepEqual(ids({ notAfter: now + 30 * DAY }, { expiryDays: 60 }), ['expiring']);
  assert.deepEqual(ids({ notAfter: now + 1 }, { expiryDays: 0 }), []);
  assert.deepEqual(ids({ notBefore: now + 1 }), ['not-yet-valid']);
  assert.deepEqual(ids({ notBefore: now }), []);
});

test('weak keys', () => {
  const key = (type: CertFacts['key']['type'], bits?: number) =>
    ids({ key: { type, bits, curve: undefined, spki: '' } });
  assert.deepEqual(key('rsa', 1024), ['weak-key']);
  assert.deepEqual(key('rsa', 2047), ['weak-key']);
  assert.deepEqual(key('rsa', 2048), []);
  assert.deepEqual(key('ec', 192), ['weak-key']);
  assert.deepEqual(key('ec', 224), []);
  assert.deepEqual(key('ec'), []);
  assert.deepEqual(key('dsa', 3072), ['weak-key']);
  assert.deepEqual([key('ed25519'), key('ed448'), key('other')], [[], [], []]);
});

test('weak signatures, except that nobody checks a self-signed one', () => {
  for (const name of [
    'md5WithRSAEncryption',
    'sha1WithRSAEncryption',
    'ecdsa-with-SHA1',
    'dsaWithSHA1',
    'rsassaPss-SHA1',
    'sha1WithRSA',
  ]) {
    assert.deepEqual(ids({ signatureAlgorithm: name }), ['weak-signature'], name);
    assert.deepEqual(ids({ signatureAlgorithm: name, selfSigned: true }), [], name);
  }
  for (const name of [
    'sha256WithRSAEncryption',
    'sha512WithRSAEncryption',
    'ecdsa-with-SHA384',
    'rsassaPss',
    'ED25519',
  ]) {
    assert.deepEqual(ids({ signatureAlgorithm: name }), [], name);
  }
});

test('names count for servers only, and the common name never', () => {
  assert.deepEqual(ids({ sans: [] }, { host: 'broker' }), ['no-san']);
  assert.deepEqual(ids({ sans: [{ type: 'email', value: 'a@b' }] }), ['no-san']);
  assert.deepEqual(ids({ sans: [] }, { role: 'client' }), []);
  assert.deepEqual(ids({}, { host: 'broker' }), ['name-mismatch']);
  assert.deepEqual(ids({}, { role: 'client', host: 'broker' }), []);
});

test('which names match which hosts', () => {
  const dns = (value: string): San => ({ type: 'dns', value });
  const ip = (value: string): San => ({ type: 'ip', value });
  const cases: readonly (readonly [San, string, boolean])[] = [
    [dns('broker.example'), 'BROKER.Example.', true],
    [dns('broker.example'), 'a.broker.example', false],
    [dns('*.broker.example'), 'a.broker.example', true],
    [dns('*.broker.example'), 'broker.example', false],
    [dns('*.broker.example'), '.broker.example', false],
    [dns('*.broker.example'), 'a.b.broker.example', false],
    [dns('a*.broker.example'), 'ab.broker.example', false],
    [dns('a.*.example'), 'a.b.example', false],
    [dns('*.*.example'), 'a.b.example', false],
    [dns('*.example'), 'broker.example', false],
    [dns('*'), 'broker', false],
    [dns(''), '', false],
    [dns('localhost'), 'localhost', true],
    [dns('xn--bcher-kva.example'), 'bücher.example', true],
    [dns('10.0.0.1'), '10.0.0.1', false],
    [ip('10.0.0.1'), '10.0.0.1', true],
    [ip('10.0.0.1'), '10.0.0.10', false],
    [ip('2001:db8::1'), '[2001:DB8:0:0:0:0:0:1]', true],
    [ip('::1'), '::1', true],
    [ip('::1'), 'localhost', false],
  ];
  for (const [san, host, expected] of cases) {
    assert.equal(namesHost({ sans: [san] }, host), expected, `${san.value} for ${host}`);
  }
});

test('usages', () => {
  assert.deepEqual(ids({ extendedKeyUsage: ['clientAuth'] }), ['wrong-usage']);
  assert.deepEqual(ids({ extendedKeyUsage: ['serverAuth'] }, { role: 'client' }), ['wrong-usage']);
  assert.deepEqual(ids({ extendedKeyUsage: ['2.5.29.37.0'] }), ['wrong-usage']);
  assert.deepEqual(ids({ extendedKeyUsage: undefined, keyUsage: undefined }), []);
  assert.deepEqual(ids({ keyUsage: ['keyCertSign'] }), ['wrong-usage']);
  assert.deepEqual(ids({ keyUsage: ['keyEncipherment'] }), []);
  assert.deepEqual(ids({ keyUsage: ['keyEncipherment'] }, { role: 'client' }), ['wrong-usage']);
  assert.deepEqual(ids({}, { role: 'ca' }), ['wrong-usage']);
  assert.deepEqual(ids({ selfSigned: true }, { role: 'ca' }), []);
  assert.deepEqual(ids({ isCa: true, keyUsage: ['cRLSign'] }, { role: 'ca' }), ['wrong-usage']);
});

test('authorities and old versions', () => {
  assert.deepEqual(ids({ isCa: true }), ['is-ca']);
  assert.deepEqual(ids({ version: 1 }), ['version-1']);
});

test('every message names the certificate and what to do', () => {
  const bad = judge(
    { ...good, notAfter: now - 1, sans: [], isCa: true, version: 1, keyUsage: [] },
    { now, role: 'server' },
  );
  assert.equal(bad.length, 5);
  for (const { message } of bad) {
    const text = format(message);
    assert.match(text, /CN=broker/);
    assert.match(text, /[;:]/);
    assert.doesNotMatch(text, /^[A-Z]|\.$|\{/);
  }
});

test('addresses round-trip in their canonical form', () => {
  for (const text of [
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '2001:db8::1:0:0:1',
    '1:2:3:4:5:6:7:8',
    '2001:db8:0:1:1:1:1:1',
  ]) {
    assert.equal(formatIp(parseIp(text) ?? []), text);
  }
  assert.equal(formatIp(parseIp('::ffff:10.0.0.1') ?? []), '::ffff:a00:1');
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3',
  ]) {
    assert.equal(parseIp(text), undefined, text);
  }
});
