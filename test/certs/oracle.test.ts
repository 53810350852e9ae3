import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { inspectBytes } from '../../core/certs/inspect';
import { judge, namesHost } from '../../core/facts/judge';
import { openssl } from './tools';

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-oracle-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const at = (name: string) => path.join(directory, name);

openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at('key')]);

/** A self-signed end certificate of these extensions. */
function certificate(...extensions: readonly string[]): { readonly file: string; readonly pem: Buffer } {
  const file = at(`${certificates.length}.crt`);
  certificates.push(file);
  const added = ['basicConstraints=critical,CA:FALSE', ...extensions].flatMap((extension) => ['-addext', extension]);
  openssl(['req', '-x509', '-key', at('key'), '-out', file, '-subj', '/CN=x', '-days', '90', ...added]);
  return { file, pem: readFileSync(file) };
}

const certificates: string[] = [];

function opensslAccepts(file: string, purpose: string): boolean {
  try {
    openssl(['verify', '-purpose', purpose, '-CAfile', file, file]);
    return true;
  } catch (error) {
    assert.match(String(error), /certificate purpose/);
    return false;
  }
}

const USAGES = [
  [],
  ['extendedKeyUsage=serverAuth'],
  ['extendedKeyUsage=clientAuth'],
  ['extendedKeyUsage=serverAuth,clientAuth'],
  ['extendedKeyUsage=anyExtendedKeyUsage'],
  ['extendedKeyUsage=codeSigning'],
  ['keyUsage=digitalSignature'],
  ['keyUsage=keyEncipherment'],
  ['keyUsage=keyAgreement'],
  ['keyUsage=nonRepudiation'],
  ['keyUsage=keyCertSign', 'extendedKeyUsage=serverAuth'],
];

test('wrong-usage is what OpenSSL rejects for a purpose', () => {
  for (const usage of USAGES) {
    const { file, pem } = certificate(...usage);
    const [facts] = inspectBytes(pem).certificates;
    assert.ok(facts);
    for (const [role, purpose] of [
      ['server', 'sslserver'],
      ['client', 'sslclient'],
    ] as const) {
      const problems: readonly string[] = judge(facts, { now: Date.now(), role }).map(({ id }) => id);
      assert.equal(problems.includes('wrong-usage'), !opensslAccepts(file, purpose), `${usage} as ${role}`);
    }
  }
});

test('names match as OpenSSL matches them', () => {
  const names = ['a.example.com', '*.example.com', '*.com', 'localhost', '*.b.example.com', 'x_y.example.com'];
  const hosts = [
    'a.example.com',
    'b.example.com',
    'A.EXAMPLE.COM',
    'example.com',
    'a.b.example.com',
    'x.com',
    'localhost',
    'x_y.example.com',
  ];
  for (const name of names) {
    const { pem } = certificate(`subjectAltName=DNS:${name}`);
    const [facts] = inspectBytes(pem).certificates;
    assert.ok(facts);
    for (const host of hosts) {
      const expected =
        new X509Certificate(pem).checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined;
      assert.equal(namesHost(facts, host), expected, `${name} for ${host}`);
    }
  }
});

test('addresses match as OpenSSL matches them', () => {
  const { pem } = certificate('subjectAltName=IP:192.0.2.7,IP:2001:db8::1,DNS:192.0.2.9');
  const [facts] = inspectBytes(pem).certificates;
  assert.ok(facts);
  for (const host of ['192.0.2.7', '192.0.2.8', '192.0.2.9', '2001:db8::1', '2001:DB8:0::1', '2001:db8::2']) {
    assert.equal(namesHost(facts, host), new X509Certificate(pem).checkIP(host) !== undefined, host);
  }
});
