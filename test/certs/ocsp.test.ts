import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { appended } from '../../core/certs/ledger';
import { ocspFactsOf } from '../../core/certs/ocsp';
import { readPem } from '../../core/certs/pem';
import { openssl } from './tools';

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-ocsp-'));
const file = (name: string) => path.join(directory, name);
const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '9'];

/** A certificate by that authority, or one of its own. */
function make(stem: string, issuer: string | undefined, ...more: readonly string[]): Uint8Array {
  const by = issuer === undefined ? [] : ['-CA', file(`${issuer}.crt`), '-CAkey', file(`${issuer}.key`)];
  openssl([
    'req',
    '-x509',
    ...key,
    '-subj',
    `/CN=${stem}`,
    '-keyout',
    file(`${stem}.key`),
    '-out',
    file(`${stem}.crt`),
    ...more,
    ...by,
  ]);
  return der(stem);
}

function der(stem: string): Uint8Array {
  const [block] = readPem(readFileSync(file(`${stem}.crt`)));
  assert.ok(block);
  return block.bytes;
}

let ca: Uint8Array;
let leaf: Uint8Array;
let other: Uint8Array;

before(() => {
  const authority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  ca = make('ca', undefined, ...authority);
  other = make('stranger', undefined, ...authority);
  leaf = make('leaf', 'ca', '-addext', 'basicConstraints=CA:FALSE');
  make('delegate', 'ca', '-addext', 'extendedKeyUsage=OCSPSigning');
  make('usurper', 'ca', '-addext', 'extendedKeyUsage=serverAuth');
});

after(() => rmSync(directory, { recursive: true, force: true }));

/** What `openssl ocsp` says of the leaf with this ledger line. */
function response(status: 'valid' | 'revoked' | undefined, signer = 'ca', ...more: readonly string[]): Uint8Array {
  const serial = openssl(['x509', '-in', file('leaf.crt'), '-noout', '-serial'])
    .trim()
    .replace('serial=', '');
  const revoked = status === 'revoked' ? { at: Date.UTC(2026, 0, 2), reason: 'keyCompromise' as const } : undefined;
  const entry = { notAfter: Date.now() + 1e9, revoked, serial, file: 'unknown', subject: '/CN=leaf' };
  writeFileSync(file('index.txt'), status === undefined ? '' : appended('', [{ ...entry, status }]));
  const signing = ['-CA', file('ca.crt'), '-rsigner', file(`${signer}.crt`), '-rkey', file(`${signer}.key`)];
  const about = ['-issuer', file('ca.crt'), '-cert', file('leaf.crt'), '-respout', file('response.der')];
  openssl(['ocsp', '-index', file('index.txt'), ...signing, ...more, ...about]);
  return readFileSync(file('response.der'));
}

test('good, revoked and unknown', () => {
  const good = ocspFactsOf(response('valid', 'ca', '-ndays', '1'), leaf, ca);
  assert.equal(good.status, 'good');
  assert.equal(good.verified, true);
  assert.ok(Math.abs((good.thisUpdate ?? 0) - Date.now()) < 60_000);
  assert.equal((good.nextUpdate ?? 0) - (good.thisUpdate ?? 0), 86_400_000);
  const revoked = ocspFactsOf(response('revoked'), leaf, ca);
  assert.deepEqual([revoked.status, revoked.verified, revoked.revokedAt], ['revoked', true, Date.UTC(2026, 0, 2)]);
  assert.equal(revoked.nextUpdate, undefined);
  assert.equal(ocspFactsOf(response(undefined), leaf, ca).status, 'unknown');
});

test('other hashes and signatures', () => {
  assert.equal(ocspFactsOf(response('valid', 'ca', '-sha256'), leaf, ca).status, 'good');
  assert.equal(ocspFactsOf(response('valid', 'ca', '-rmd', 'sha512'), leaf, ca).verified, true);
});

test('who signed it: the issuer, a responder that it named, or anyone else', () => {
  assert.equal(ocspFactsOf(response('valid', 'delegate'), leaf, ca).verified, true);
  assert.equal(ocspFactsOf(response('valid', 'usurper'), leaf, ca).verified, false);
  assert.equal(ocspFactsOf(response('valid', 'stranger'), leaf, ca).verified, false);
  const changed = Buffer.from(response('valid'));
  // The last digit of the first time in it.
  const at = changed.indexOf('Z') - 1;
  changed[at] = (changed[at] ?? 0) ^ 1;
  assert.equal(ocspFactsOf(changed, leaf, ca).verified, false);
  assert.deepEqual(
    [ocspFactsOf(response('valid'), leaf, undefined)].map(({ status, verified }) => [status, verified]),
    [['good', false]],
  );
});

test('about another certificate it says nothing', () => {
  const answer = response('valid');
  assert.equal(ocspFactsOf(answer, ca, ca).status, 'malformed');
  assert.equal(ocspFactsOf(answer, leaf, other).status, 'malformed');
});

test('refusals and bytes that are none', () => {
  assert.equal(ocspFactsOf(Buffer.from([0x30, 3, 0x0a, 1, 3]), leaf, ca).status, 'tryLater');
  assert.equal(ocspFactsOf(Buffer.from([0x30, 3, 0x0a, 1, 6]), leaf, ca).status, 'refused');
  const answer = response('valid');
  for (let length = 0; length < answer.length; length += 7) {
    assert.equal(ocspFactsOf(answer.subarray(0, length), leaf, ca).status, 'malformed');
  }
  for (let at = 0; at < answer.length; at += 3) {
    const broken = Buffer.from(answer);
    broken[at] = 0xff;
    assert.ok(ocspFactsOf(broken, leaf, ca).status);
  }
});
