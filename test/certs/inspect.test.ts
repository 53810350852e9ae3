import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { certFactsOf, inspectBytes } from '../../core/certs/inspect';
import type { CertFacts } from '../../core/facts/certificate';
import { shared, sharedMissing } from '../support/root';
import { openssl } from './tools';

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-inspect-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const pki = path.join(shared, 'reference/pki');
const inspectFile = (file: string) => inspectBytes(readFileSync(file));

/** node:crypto is the second opinion for everything that it tells. */
function assertAgrees(facts: CertFacts): void {
  const certificate = opinions.get(facts.fingerprint);
  assert.ok(certificate);
  assert.equal(facts.serial, certificate.serialNumber.replace(/^0$/, '00'));
  assert.equal(facts.notBefore, Date.parse(certificate.validFrom));
  assert.equal(facts.notAfter, Date.parse(certificate.validTo));
  assert.equal(facts.isCa ?? false, certificate.ca);
  assert.equal(facts.selfSigned, facts.subject === facts.issuer && certificate.verify(certificate.publicKey));
  const { asymmetricKeyDetails: details, asymmetricKeyType: type } = certificate.publicKey;
  assert.equal(facts.key.type, type);
  assert.equal(facts.key.bits, type === 'rsa' ? details?.modulusLength : facts.key.bits);
  assert.equal(facts.key.curve, details?.namedCurve);
}

const opinions = new Map<string, X509Certificate>();

function recordOpinions(file: string): void {
  const blocks = readFileSync(file, 'latin1').match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  for (const block of blocks) {
    const certificate = new X509Certificate(block);
    opinions.set(certificate.fingerprint256.replaceAll(':', ''), certificate);
  }
}

test('all certificates of the reference set agree with node:crypto', { skip: sharedMissing }, () => {
  const files = readdirSync(pki).filter((name) => name.endsWith('.crt'));
  for (const file of files) {
    recordOpinions(path.join(pki, file));
    const facts = inspectFile(path.join(pki, file));
    assert.equal(facts.encoding, 'pem', file);
    assert.ok(facts.certificates.length > 0, file);
    facts.certificates.forEach(assertAgrees);
  }
  assert.ok(files.length > 10);
});

test("the system's trust store agrees with node:crypto", {
  skip: !existsSync('/etc/ssl/certs/ca-certificates.crt'),
}, () => {
  recordOpinions('/etc/ssl/certs/ca-certificates.crt');
  const started = performance.now();
  const { certificates } = inspectFile('/etc/ssl/certs/ca-certificates.crt');
  assert.ok(performance.now() - started < 20 * certificates.length, 'more than 20 ms a certificate');
  assert.ok(certificates.length > 50);
  certificates.forEach(assertAgrees);
});

test('the reference set holds what its file names say', { skip: sharedMissing }, () => {
  const one = (name: string) => {
    const [facts] = inspectFile(path.join(pki, name)).certificates;
    assert.ok(facts, name);
    return facts;
  };
  assert.equal(one('v1.crt').version, 1);
  assert.equal(one('md5.crt').signatureAlgorithm, 'md5WithRSAEncryption');
  assert.equal(one('sha1.crt').signatureAlgorithm, 'sha1WithRSAEncryption');
  assert.equal(one('rsa1024.crt').key.bits, 1024);
  assert.deepEqual(
    [one('ec.crt').key.type, one('ec.crt').key.bits, one('ec.crt').key.curve],
    ['ec', 256, 'prime256v1'],
  );
  assert.deepEqual(one('nosan.crt').sans, []);
  assert.deepEqual(one('clientonly.crt').extendedKeyUsage, ['clientAuth']);
  assert.equal(one('caleaf.crt').isCa, true);
  assert.deepEqual([one('ca.crt').selfSigned, one('server.crt').selfSigned], [true, false]);
  assert.equal(one('server.bom.crt').fingerprint, one('server.crt').fingerprint);
  assert.equal(inspectFile(path.join(pki, 'chain-good.crt')).certificates.length, 2);
  const der = inspectFile(path.join(pki, 'server.der'));
  assert.deepEqual([der.encoding, der.certificates[0]?.fingerprint], ['der', one('server.crt').fingerprint]);
  assert.equal(inspectFile(path.join(pki, 'empty.pem')).encoding, 'empty');
  assert.equal(inspectFile(path.join(pki, 'garbage.pem')).encoding, 'other');
  assert.deepEqual(inspectFile(path.join(pki, 'enc.key')).keys, [{ encrypted: true }]);
  const lists = [inspectFile(path.join(pki, 'crl.pem')).labels, inspectFile(path.join(pki, 'dh1024.pem')).labels];
  assert.deepEqual(lists, [['X509 CRL'], ['X9.42 DH PARAMETERS']]);
});

test('every key of the reference set belongs to its certificate', { skip: sharedMissing }, () => {
  for (const name of ['ca', 'server', 'client', 'ec', 'inter', 'rsa1024', 'v1']) {
    const [certificate] = inspectFile(path.join(pki, `${name}.crt`)).certificates;
    const [key] = inspectFile(path.join(pki, `${name}.key`)).keys;
    assert.ok(key?.encrypted === false, name);
    assert.deepEqual(key.key, certificate?.key, name);
  }
});

const at = (name: string) => path.join(directory, name);

/** A certificate by openssl with the extensions of a configuration section. */
function certificateWith(
  name: string,
  keyArguments: readonly string[],
  subject: string,
  extensions: readonly string[],
): string {
  const pair = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`), '-days', '30', '-nodes', '-utf8'];
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  openssl(['req', '-x509', ...keyArguments, ...pair, '-subj', subject, ...added]);
  return at(`${name}.crt`);
}

const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

test('every extension is read as openssl wrote it', () => {
  const file = certificateWith('full', P256, '/C=DE/O=Example\\, Ltd+OU=Müller/CN=broker\nevil', [
    'subjectAltName=DNS:a.example,DNS:*.b.example,IP:10.0.0.1,IP:2001:db8::5:0:0:1,email:me@example.com,URI:https://x.example/,otherName:1.2.3.4;UTF8:hi',
    'keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign,decipherOnly',
    'extendedKeyUsage=serverAuth,clientAuth,codeSigning',
    'crlDistributionPoints=URI:http://crl.example/a.crl',
    'authorityInfoAccess=OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/ca.crt',
    'basicConstraints=critical,CA:TRUE,pathlen:3',
  ]);
  recordOpinions(file);
  const [facts] = inspectFile(file).certificates;
  assert.ok(facts);
  assertAgrees(facts);
  assert.deepEqual(
    facts.sans.map(({ type, value }) => (type === 'other' ? type : `${type}:${value}`)),
    [
      'dns:a.example',
      'dns:*.b.example',
      'ip:10.0.0.1',
      'ip:2001:db8::5:0:0:1',
      'email:me@example.com',
      'uri:https://x.example/',
      'other',
    ],
  );
  assert.deepEqual(facts.keyUsage, [
    'digitalSignature',
    'keyEncipherment',
    'keyAgreement',
    'keyCertSign',
    'decipherOnly',
  ]);
  assert.deepEqual(facts.extendedKeyUsage, ['serverAuth', 'clientAuth', '1.3.6.1.5.5.7.3.3']);
  assert.deepEqual([facts.crlUrls, facts.ocspUrls], [['http://crl.example/a.crl'], ['http://ocsp.example/']]);
  assert.deepEqual([facts.isCa, facts.pathLength], [true, 3]);
  assert.equal(facts.subjectKeyId, facts.authorityKeyId);
  assert.equal(facts.subjectKeyId?.length, 40);
});

test('a subject cannot start a line of its own or hide its commas', () => {
  const file = certificateWith('subject', P256, '/C=DE/O=Example, Ltd/OU=Müller/CN=a\u202eb', []);
  const [facts] = inspectFile(file).certificates;
  assert.match(facts?.subject ?? '', /^C=DE, O=Example\\, Ltd, OU=Müller, CN=a/);
  assert.doesNotMatch(facts?.subject ?? '', /[\u202e\n]/);
  assert.equal(facts?.subject, facts?.issuer);
});

for (const [name, args, type] of [
  ['ed25519', ['-newkey', 'ed25519'], 'ed25519'],
  ['ed448', ['-newkey', 'ed448'], 'ed448'],
  ['pss', ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'], 'rsa'],
  ['brainpool', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP384r1'], 'ec'],
  ['secp224r1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp224r1'], 'ec'],
] as const) {
  test(`a ${name} certificate and its key`, () => {
    const file = certificateWith(name, args, '/CN=x', []);
    const [facts] = inspectFile(file).certificates;
    const [key] = inspectFile(at(`${name}.key`)).keys;
    assert.equal(facts?.key.type, type);
    assert.equal(facts?.selfSigned, true);
    assert.ok(key?.encrypted === false);
    assert.deepEqual(key.key, facts?.key);
  });
}

test('private keys in every form that OpenSSL writes', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
  const dsa = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;
  const pem = (key: typeof rsa, type: 'pkcs1' | 'pkcs8' | 'sec1') => key.export({ format: 'pem', type }).toString();
  const oldDsa = openssl(['pkey', '-traditional'], pem(dsa, 'pkcs8'));
  const forms = [pem(rsa, 'pkcs1'), pem(rsa, 'pkcs8'), pem(ec, 'sec1'), pem(ec, 'pkcs8'), pem(dsa, 'pkcs8'), oldDsa];
  assert.match(oldDsa, /BEGIN DSA PRIVATE KEY/);
  const { keys } = inspectBytes(Buffer.from(forms.join('\n').replaceAll('\n', '\r\n')));
  const expected = [rsa, rsa, ec, ec, dsa, dsa].map((key) =>
    createPublicKey(key).export({ format: 'der', type: 'spki' }),
  );
  const hashes = expected.map((der) => openssl(['dgst', '-sha256', '-hex', '-r'], der).slice(0, 64).toUpperCase());
  assert.deepEqual(
    keys.map((key) => (key.encrypted ? '' : key.key.spki)),
    hashes,
  );
  assert.deepEqual(
    keys.map((key) => (key.encrypted ? 0 : key.key.bits)),
    [2048, 2048, 384, 384, 2048, 2048],
  );
  for (const [form, type] of [
    [rsa, 'pkcs1'],
    [rsa, 'pkcs8'],
    [ec, 'sec1'],
    [ec, 'pkcs8'],
  ] as const) {
    const der = inspectBytes(form.export({ format: 'der', type }));
    assert.deepEqual([der.encoding, der.keys[0]?.encrypted, der.certificates.length], ['der', false, 0]);
  }
});

test('encrypted keys are told apart, old form and new, PEM and DER', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const secret = { cipher: 'aes-256-cbc', passphrase: 'x' };
  const forms = [
    privateKey.export({ format: 'pem', type: 'pkcs8', ...secret }),
    privateKey.export({ format: 'pem', type: 'sec1', ...secret }),
    privateKey.export({ format: 'der', type: 'pkcs8', ...secret }),
  ];
  assert.match(String(forms[1]), /Proc-Type: 4,ENCRYPTED/);
  for (const form of forms) assert.deepEqual(inspectBytes(Buffer.from(form)).keys, [{ encrypted: true }]);
});

test('nothing of a private key comes out', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const told = JSON.stringify(inspectBytes(Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }))));
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url');
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    assert.equal(told.toLowerCase().includes(secret.toString(encoding).toLowerCase()), false);
  }
});

test('text, byte order mark and OpenSSL trust around and in the blocks do not matter', () => {
  const file = certificateWith('plain', P256, '/CN=plain', []);
  const pem = readFileSync(file, 'utf8');
  const trusted = openssl(['x509', '-in', file, '-trustout', '-addtrust', 'serverAuth']);
  const text = openssl(['x509', '-in', file, '-text']);
  assert.match(trusted, /BEGIN TRUSTED CERTIFICATE/);
  const facts = inspectBytes(Buffer.from(`\ufeff${pem}Bag Attributes: none\r\n${text}${trusted}`));
  assert.deepEqual(facts.labels, ['CERTIFICATE', 'CERTIFICATE', 'TRUSTED CERTIFICATE']);
  assert.equal(new Set(facts.certificates.map(({ fingerprint }) => fingerprint)).size, 1);
  assert.equal(facts.certificates.length, 3);
  const raw = new X509Certificate(pem);
  assert.deepEqual(certFactsOf(raw), facts.certificates[0]);
  assert.deepEqual(certFactsOf(raw.raw), facts.certificates[0]);
});

test('broken blocks are named but hold nothing', () => {
  const pem = readFileSync(certificateWith('broken', P256, '/CN=broken', []), 'latin1');
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['no END line', pem.replace(/-----END.*/, ''), []],
    ['another END line', pem.replace('END CERTIFICATE', 'END PRIVATE KEY'), []],
    ['not base64', pem.replace(/\n.{20}/, '\n!!!!!!!!!!!!!!!!!!!!'), ['CERTIFICATE']],
    ['cut off', pem.replace(/.{64}\n(?=-----END|.{0,63}\n-----END)/, ''), ['CERTIFICATE']],
    [
      'a key called certificate',
      `${readFileSync(at('broken.key'), 'latin1').replaceAll('PRIVATE KEY', 'CERTIFICATE')}`,
      ['CERTIFICATE'],
    ],
  ];
  for (const [name, text, labels] of cases) {
    const facts = inspectBytes(Buffer.from(text, 'latin1'));
    assert.deepEqual([facts.labels, facts.certificates, facts.keys], [labels, [], []], name);
  }
});

const runs = Number(process.env.FUZZ_RUNS ?? 300);

test('any bytes are answered', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(
      bytes,
      fc.constantFrom('CERTIFICATE', 'PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY'),
      (raw, label) => {
        const body = Buffer.from(raw).toString('base64');
        inspectBytes(raw);
        inspectBytes(Buffer.from([0x30, 0x82, raw.length >> 8, raw.length & 0xff, ...raw]));
        inspectBytes(Buffer.from(`-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`));
      },
    ),
    { numRuns: runs },
  );
});

test('a damaged certificate is answered, and bounds are kept', () => {
  const der = new X509Certificate(readFileSync(certificateWith('fuzz', P256, '/CN=fuzz', []))).raw;
  const change = fc.tuple(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat({ max: der.length }), (changes, cut) => {
      const damaged = Buffer.from(der);
      for (const [index, byte] of changes) damaged[index] = byte;
      for (const bytes of [damaged, damaged.subarray(0, cut)]) {
        for (const facts of inspectBytes(bytes).certificates) assert.ok(Number.isFinite(facts.notAfter));
      }
    }),
    { numRuns: runs },
  );
});

test('many BEGIN lines without an end cost no more than they are long', () => {
  const started = performance.now();
  inspectBytes(Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(100_000)));
  assert.ok(performance.now() - started < 2000);
});
