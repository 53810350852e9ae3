import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  CIPHER_SUITES,
  type CipherSuite,
  judgeSuite,
  OPENSSL_SUITES,
  suiteByName,
} from '../../core/facts/cipher-suites';
import { format } from '../../core/facts/message';
import { shared, sharedMissing } from '../support/root';

const OPENSSL_PROTOCOLS: Readonly<Record<string, string>> = {
  SSLv3: 'sslv3',
  TLSv1: 'tlsv1',
  'TLSv1.2': 'tlsv1.2',
  'TLSv1.3': 'tlsv1.3',
};

test('names and code points are unique', () => {
  for (const key of ['name', 'iana', 'code'] as const) {
    assert.equal(new Set(CIPHER_SUITES.map((suite) => suite[key])).size, CIPHER_SUITES.length, key);
  }
});

test('every suite of the installed OpenSSL is in the table with the same attributes', () => {
  const lines = opensslSuites();
  assert.equal(lines.filter(({ since }) => since !== 'tlsv1.3').length, OPENSSL_SUITES.length);
  for (const { name, iana, code, since, keys, cipher } of lines) {
    const suite = suiteByName(name);
    assert.ok(suite, `${name} is missing`);
    assert.deepEqual([suite.iana, suite.code, suite.since], [iana, code, since], name);
    assert.equal(opensslKeys(suite), keys, name);
    assert.equal(opensslCipher(suite), cipher, name);
  }
});

test('every name that EMQX accepts is in the table', { skip: sharedMissing }, () => {
  const schema = JSON.parse(readFileSync(path.join(shared, 'reference/emqx-schema.json'), 'utf8'));
  for (const { name } of schema.tls.ciphersAccepted) assert.ok(suiteByName(name), name);
});

test('a suite is found by OpenSSL, IANA and Erlang name, in exact case', () => {
  assert.equal(suiteByName('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')?.name, 'ECDHE-RSA-AES128-GCM-SHA256');
  assert.equal(suiteByName('EDH-RSA-DES-CBC3-SHA')?.iana, 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA');
  assert.equal(suiteByName('ecdhe-rsa-aes128-gcm-sha256'), undefined);
  assert.equal(suiteByName('constructor'), undefined);
});

const VERDICTS: readonly (readonly [string, string | undefined, RegExp | undefined])[] = [
  ['TLS_AES_128_GCM_SHA256', undefined, undefined],
  ['TLS_AES_128_CCM_SHA256', undefined, undefined],
  ['TLS_AES_128_CCM_8_SHA256', 'warning', /64 bits/],
  ['ECDHE-ECDSA-AES128-GCM-SHA256', undefined, undefined],
  ['ECDHE-RSA-CHACHA20-POLY1305', undefined, undefined],
  ['ECDHE-PSK-CHACHA20-POLY1305', undefined, undefined],
  ['ECDHE-ECDSA-AES128-CCM8', 'warning', /64 bits/],
  ['ECDHE-RSA-AES128-SHA', 'hint', /SHA-1/],
  ['ECDHE-RSA-AES128-SHA256', 'hint', /CBC/],
  ['DHE-RSA-AES128-GCM-SHA256', 'hint', /finite-field/],
  ['DHE-DSS-AES128-GCM-SHA256', 'warning', /DSA/],
  ['AES128-GCM-SHA256', 'warning', /forward secrecy/],
  ['PSK-AES128-GCM-SHA256', 'warning', /forward secrecy/],
  ['RSA-PSK-AES128-GCM-SHA256', 'warning', /forward secrecy/],
  ['ECDH-ECDSA-AES128-GCM-SHA256', 'warning', /forward secrecy/],
  ['DH-RSA-AES128-GCM-SHA256', 'warning', /forward secrecy/],
  ['SRP-RSA-AES-128-CBC-SHA', 'warning', /SRP/],
  ['RC4-SHA', 'error', /RFC 7465/],
  ['ECDHE-RSA-RC4-SHA', 'error', /RFC 7465/],
  ['DES-CBC-SHA', 'error', /single DES/],
  ['DES-CBC3-SHA', 'error', /Sweet32/],
  ['EXP-RC4-MD5', 'error', /export/],
  ['EXP1024-DES-CBC-SHA', 'error', /export/],
  ['IDEA-CBC-SHA', 'error', /IDEA/],
  ['NULL-SHA256', 'error', /no encryption/],
  ['AECDH-AES128-SHA', 'error', /nobody proves/],
  ['ADH-AES128-GCM-SHA256', 'error', /nobody proves/],
  ['RC4-MD5', 'error', /RC4/],
];

for (const [name, level, reason] of VERDICTS) {
  test(`${name} is judged ${level ?? 'sound'}`, () => {
    const suite = suiteByName(name);
    assert.ok(suite);
    const verdict = judgeSuite(suite);
    assert.equal(verdict?.level, level);
    if (reason) assert.match(verdict ? format(verdict.reason) : '', reason);
  });
}

test('every suite without encryption, or with RC4, DES, MD5 or no authentication is an error', () => {
  for (const suite of CIPHER_SUITES.filter(({ name }) => /NULL|RC4|DES|MD5|^EXP|ADH|AECDH/.test(name))) {
    assert.equal(judgeSuite(suite)?.level, 'error', suite.name);
  }
});

function opensslSuites() {
  const text = openssl('ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [point = '', , iana = '', , name = '', protocol = '', kx = '', au = '', enc = '', mac = ''] = line
        .trim()
        .split(/\s+/);
      const code = Number(`0x${point.replace(/,?0x/g, '')}`);
      return { name, iana, code, since: OPENSSL_PROTOCOLS[protocol], keys: `${kx} ${au}`, cipher: `${enc} ${mac}` };
    });
}

/** The columns `Kx` and `Au` of `openssl ciphers -V`. */
function opensslKeys({ keyExchange, authentication }: CipherSuite): string {
  const exchange =
    { any: 'any', ecdhe: 'ECDH', dhe: 'DH', rsa: 'RSA', psk: 'PSK', srp: 'SRP' }[keyExchange as 'any'] ?? keyExchange;
  if (authentication === 'psk') {
    const psk = { ecdhe: 'ECDHEPSK', dhe: 'DHEPSK', rsa: 'RSAPSK' }[keyExchange as 'rsa'] ?? 'PSK';
    return `Kx=${psk} Au=${keyExchange === 'rsa' ? 'RSA' : 'PSK'}`;
  }
  const names = {
    any: 'any',
    anon: 'None',
    rsa: 'RSA',
    ecdsa: 'ECDSA',
    dss: 'DSS',
    srp: 'SRP',
    krb5: 'KRB5',
    gost: 'GOST',
  };
  return `Kx=${exchange} Au=${names[authentication]}`;
}

/** The columns `Enc` and `Mac`. */
function opensslCipher({ encryption, mode, mac }: CipherSuite): string {
  const [family = '', bits = '256'] = encryption.split('-');
  const name = family === 'CAMELLIA' ? 'Camellia' : family;
  const suffix = { gcm: 'GCM', ccm: 'CCM', ccm8: 'CCM8' }[mode as 'gcm'] ?? '';
  const enc =
    encryption === 'none' ? 'None' : encryption === 'ChaCha20' ? 'CHACHA20/POLY1305(256)' : `${name}${suffix}(${bits})`;
  return `Enc=${enc} Mac=${mac.toUpperCase()}`;
}

function openssl(...args: readonly string[]): string {
  try {
    return execFileSync('openssl', args, { encoding: 'utf8' });
  } catch (error) {
    throw new Error('the command openssl did not run: install the package openssl', { cause: error });
  }
}
