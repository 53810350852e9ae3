import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCipherString } from '../../core/facts/cipher-string';
import { openssl } from '../support/openssl';

/** Texts that say something about the language, each evaluated by the installed OpenSSL too. */
const OPENSSL_TEXTS = [
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-SHA:AES128-SHA',
  'AES256-SHA,AES128-SHA AES256-GCM-SHA384;AES128-GCM-SHA256',
  '::AES256-SHA: :AES128-SHA,',
  'HIGH',
  'HIGH:!aNULL:!MD5',
  'HIGH:!aNULL:!kRSA:!PSK:!SRP:!MD5:!RC4',
  'HIGH!aNULL!kRSA',
  'HIGH:-AES256:AES256',
  'HIGH:+AES256:+kRSA',
  'HIGH:+AES128:@STRENGTH',
  'ALL',
  'ALL:eNULL',
  'ALL:eNULL:@STRENGTH',
  'ALL:COMPLEMENTOFALL',
  'ALL:!ADH:!LOW:!EXP:!MD5:@STRENGTH',
  'ALL:!COMPLEMENTOFDEFAULT:!eNULL',
  'COMPLEMENTOFDEFAULT',
  'DEFAULT',
  'DEFAULT:!aNULL:!eNULL:!LOW:!EXPORT:!SSLv2:@STRENGTH',
  'DEFAULT:eNULL',
  'DEFAULT@SECLEVEL=0',
  'DEFAULTfoo',
  'DEFAULT:DEFAULT',
  'AES256-SHA:DEFAULT',
  'EECDH+AESGCM:EDH+AESGCM',
  'EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH+ECDSA+SHA384 EECDH+aRSA+SHA256 EECDH+aRSA+RC4 EECDH EDH+aRSA !aNULL',
  'ECDHE+CHACHA20:ECDHE+AESGCM:ECDHE+AES:!SHA1',
  'kEECDH:kEDH:kRSA',
  'ECDH:DH:RSA',
  'ADH:AECDH',
  'aNULL',
  'eNULL',
  'NULL-SHA256:NULL-SHA',
  'MD5',
  'SHA1',
  'SHA256:SHA384',
  'SHA',
  'CBC',
  'FIPS',
  'HIGH+FIPS:AES256-SHA',
  'FIPS+aRSA:!kRSA',
  'AES:CAMELLIA:ARIA:CHACHA20',
  'AESCCM:AESCCM8',
  'AES128:CAMELLIA128:ARIA128',
  'AES256:CAMELLIA256:ARIA256:ARIAGCM',
  'PSK',
  'kPSK:kDHEPSK:kECDHEPSK:kRSAPSK',
  'aPSK:aRSA',
  'SRP:aSRP',
  'aDSS:DSS',
  'ECDSA:aECDSA',
  'SSLv3',
  'TLSv1:TLSv1.0',
  'TLSv1.2',
  'TLSv1.2+kRSA',
  'AES256-SHA+TLSv1.2',
  'AES256-SHA+AES',
  'HIGH:garbage',
  'HIGH+garbage:AES256-SHA',
  'TLS_AES_128_GCM_SHA256:AES256-SHA',
  'AES256-SHA:RC4:3DES:DES-CBC3-SHA:LOW:MEDIUM:EXPORT:SEED:IDEA',
  'EDH-RSA-DES-CBC3-SHA:AES256-SHA',
  'RC4|x:HIGH',
  'SUITEB128',
  'SUITEB128ONLY',
  'SUITEB128C2',
  'SUITEB192:whatever',
  'AES256-SHA:SUITEB128',
  'ALL:@SECLEVEL=0',
  'ALL:@SECLEVEL=1',
  'ALL:@SECLEVEL=3',
  'ALL:@SECLEVEL=4',
  'ALL:@SECLEVEL=5',
  'HIGH@SECLEVEL=0',
  '!AES256-SHA:AES256-SHA:AES128-SHA',
  'AES256-SHA:-AES256-SHA:AES128-SHA:AES256-SHA',
  // Refused: nothing is left, or the grammar is broken.
  '',
  ':',
  'garbage',
  'LOW',
  'MEDIUM',
  'RC4',
  '3DES',
  'DES-CBC3-SHA',
  'EDH-RSA-DES-CBC3-SHA',
  'EXPORT',
  '!aNULL',
  '@STRENGTH',
  'high',
  'ecdhe-rsa-aes128-gcm-sha256',
  '"HIGH"',
  'TLS_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'HIGH:!',
  'HIGH:! aNULL',
  'HIGH:!!aNULL',
  'HIGH+',
  'HIGH++AES',
  'HIGH:3DES|x',
  'HIGH|AES',
  'AES_128',
  'AES256-SHA:\tAES128-SHA',
  'AES256-SHA:@FOO',
  'AES256-SHA:@SECLEVEL',
  'AES256-SHA:@SECLEVEL=6',
  'AES256-SHA:@SECLEVEL=22',
  'AES256-SHA:-AES256-SHA',
  'kGOST:aGOST',
  'HIGH+FIPS',
  'PROFILE=SYSTEM',
];

for (const text of OPENSSL_TEXTS) {
  test(`OpenSSL and parseCipherString agree on «${text}»`, () => {
    const parsed = parseCipherString(text, 'openssl');
    const listed = opensslNames('-s', '-psk', '-srp', text);
    assert.equal(parsed.refused, opensslNames(text) === undefined, 'refused');
    assert.deepEqual(
      parsed.enabled.map((suite) => suite.name),
      listed ?? [],
    );
  });
}

const TLS13_TEXTS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256',
  ' TLS_AES_128_GCM_SHA256 : TLS_AES_256_GCM_SHA384 ',
  'TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256',
  'garbage:TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_GCM_SHA256:garbage',
  '::TLS_AES_128_GCM_SHA256:',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384',
  'tls_aes_128_gcm_sha256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'HIGH',
  '!TLS_AES_128_GCM_SHA256',
  ':',
  '',
];

for (const text of TLS13_TEXTS) {
  test(`OpenSSL and parseCipherString agree on the TLS 1.3 suites «${text}»`, () => {
    const { enabled, refused } = parseCipherString(text, 'tls1.3');
    const listed = opensslNames('-ciphersuites', text, 'AES256-SHA');
    assert.equal(refused, listed === undefined);
    assert.deepEqual(
      enabled.map((suite) => suite.name),
      listed?.slice(0, -1) ?? [],
    );
  });
}

test('members have their role and place', () => {
  const text = 'HIGH:!aNULL:ECDHE-RSA-AES128-GCM-SHA256, RC4 +kRSA;@STRENGTH:nonsense';
  const { members } = parseCipherString(text, 'openssl');
  assert.deepEqual(
    members.map((member) => [member.text, member.role]),
    [
      ['HIGH', 'selector'],
      ['!aNULL', 'exclusion'],
      ['ECDHE-RSA-AES128-GCM-SHA256', 'suite'],
      ['RC4', 'selector'],
      ['+kRSA', 'command'],
      ['@STRENGTH', 'command'],
      ['nonsense', 'unknown'],
    ],
  );
  for (const { text: member, start, end } of members) assert.equal(text.slice(start, end), member);
});

/** text → index of the member → what it switches on. */
const SUITES: readonly (readonly [string, number, readonly string[]])[] = [
  ['AES256-SHA:!SHA1', 0, []],
  ['RC4-SHA:AES256-SHA', 0, ['RC4-SHA']],
  ['RC4-SHA:AES256-SHA:!RC4', 0, []],
  ['RSA+RC4:AES256-SHA', 0, ['EXP-RC4-MD5', 'RC4-MD5', 'RC4-SHA', 'EXP1024-RC4-SHA']],
  ['aNULL+AES256+SHA1', 0, ['AECDH-AES256-SHA', 'ADH-AES256-SHA']],
  ['kECDHE+AES256+SHA1', 0, ['ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA']],
  ['kECDHE+AES256+SHA1:@SECLEVEL=0', 0, ['ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA', 'AECDH-AES256-SHA']],
  ['!ALL', 0, []],
];

for (const [text, index, expected] of SUITES) {
  test(`member ${index} of ${text} switches on ${expected.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(
      parseCipherString(text, 'openssl').members[index]?.suites.map((suite) => suite.name),
      expected,
    );
  });
}

const NEAREST: readonly (readonly [string, 'openssl' | 'tls1.3', string | undefined])[] = [
  ['ecdhe-rsa-aes128-gcm-sha256', 'openssl', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['ECDHE-RSA-AES128-GCM-SHA265', 'openssl', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'openssl', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['ECDHE_RSA_AES128_GCM_SHA256', 'openssl', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['hihg', 'openssl', 'HIGH'],
  ['TLS_AES_128_GCM_SHA256', 'openssl', undefined],
  ['completely-different', 'openssl', undefined],
  ['tls_aes_128_gcm_sha256', 'tls1.3', 'TLS_AES_128_GCM_SHA256'],
  ['TLS-AES-128-GCM-SHA256', 'tls1.3', 'TLS_AES_128_GCM_SHA256'],
  ['TLS_CHACHA20_POLY1305_SHA265', 'tls1.3', 'TLS_CHACHA20_POLY1305_SHA256'],
];

for (const [text, dialect, expected] of NEAREST) {
  test(`the nearest to ${text} (${dialect}) is ${expected ?? 'none'}`, () => {
    assert.equal(parseCipherString(text, dialect).members[0]?.nearest, expected);
  });
}

/** undefined where OpenSSL refuses the text; without the TLS 1.3 suites that it puts first. */
function opensslNames(...args: readonly string[]): readonly string[] | undefined {
  const { status, stdout } = openssl('ciphers', ...args);
  if (status !== 0) return undefined;
  const names = stdout
    .trim()
    .split(':')
    .filter((name) => name !== '');
  return args.includes('-ciphersuites') ? names : names.filter((name) => !name.startsWith('TLS_'));
}
