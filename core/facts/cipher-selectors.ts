import type { CipherSuite } from './cipher-suites';

type Test = (suite: CipherSuite) => boolean;

const exchange =
  (key: CipherSuite['keyExchange']): Test =>
  (s) =>
    s.keyExchange === key && s.authentication !== 'psk';
const presharedBy =
  (key: CipherSuite['keyExchange']): Test =>
  (s) =>
    s.keyExchange === key && s.authentication === 'psk';
const authentication =
  (key: CipherSuite['authentication']): Test =>
  (s) =>
    s.authentication === key;
const encryption =
  (pattern: RegExp): Test =>
  (s) =>
    pattern.test(s.encryption);
const mac =
  (key: CipherSuite['mac']): Test =>
  (s) =>
    s.mac === key;
const since =
  (version: CipherSuite['since']): Test =>
  (s) =>
    s.since === version;
const both =
  (a: Test, b: Test): Test =>
  (s) =>
    a(s) && b(s);
const not =
  (a: Test): Test =>
  (s) =>
    !a(s);

const dhe = exchange('dhe');
const ecdhe = exchange('ecdhe');
const anonymous = authentication('anon');
const unencrypted = encryption(/^none$/);
/** OpenSSL counts RSA-PSK as authenticated by RSA. */
const byRsa: Test = (s) => s.authentication === 'rsa' || (s.authentication === 'psk' && s.keyExchange === 'rsa');
const strong = encryption(/^(AES|ARIA|CAMELLIA|ChaCha20)/);
const aes = encryption(/^AES/);

/** What `COMPLEMENTOFDEFAULT` stands for: known to OpenSSL, but only on request. */
const notDefault: Test = (s) =>
  s.authentication === 'dss' ||
  anonymous(s) ||
  s.mode === 'ccm' ||
  s.mode === 'ccm8' ||
  encryption(/^(ARIA|CAMELLIA)/)(s);

const fips = both(aes, (s) => (s.mode === 'gcm' || s.mode === 'cbc') && s.keyExchange !== 'srp');

/** The words of openssl-ciphers(1) that a stock OpenSSL 3.0 knows. */
export const SELECTORS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['ALL', not(unencrypted)],
  ['COMPLEMENTOFALL', unencrypted],
  ['COMPLEMENTOFDEFAULT', notDefault],
  ['HIGH', strong],
  ['MEDIUM', encryption(/^(3DES|RC4|IDEA|SEED)$/)],
  ['LOW', encryption(/^DES$/)],
  ['FIPS', fips],
  ['kRSA', exchange('rsa')],
  ['RSA', exchange('rsa')],
  ['kEDH', dhe],
  ['kDHE', dhe],
  ['DH', dhe],
  ['EDH', both(dhe, not(anonymous))],
  ['DHE', both(dhe, not(anonymous))],
  ['ADH', both(dhe, anonymous)],
  ['kEECDH', ecdhe],
  ['kECDHE', ecdhe],
  ['ECDH', ecdhe],
  ['EECDH', both(ecdhe, not(anonymous))],
  ['ECDHE', both(ecdhe, not(anonymous))],
  ['AECDH', both(ecdhe, anonymous)],
  ['PSK', authentication('psk')],
  ['kPSK', presharedBy('psk')],
  ['kRSAPSK', presharedBy('rsa')],
  ['kDHEPSK', presharedBy('dhe')],
  ['kECDHEPSK', presharedBy('ecdhe')],
  ['SRP', exchange('srp')],
  ['kSRP', exchange('srp')],
  ['aRSA', byRsa],
  ['aDSS', authentication('dss')],
  ['DSS', authentication('dss')],
  ['aECDSA', authentication('ecdsa')],
  ['ECDSA', authentication('ecdsa')],
  ['aNULL', anonymous],
  ['aPSK', both(authentication('psk'), not(byRsa))],
  ['aSRP', authentication('srp')],
  ['eNULL', unencrypted],
  ['NULL', unencrypted],
  ['AES', aes],
  ['AES128', encryption(/^AES-128$/)],
  ['AES256', encryption(/^AES-256$/)],
  ['AESGCM', both(aes, (s) => s.mode === 'gcm')],
  ['AESCCM', both(aes, (s) => s.mode === 'ccm' || s.mode === 'ccm8')],
  ['AESCCM8', both(aes, (s) => s.mode === 'ccm8')],
  ['ARIA', encryption(/^ARIA/)],
  ['ARIAGCM', encryption(/^ARIA/)],
  ['ARIA128', encryption(/^ARIA-128$/)],
  ['ARIA256', encryption(/^ARIA-256$/)],
  ['CAMELLIA', encryption(/^CAMELLIA/)],
  ['CAMELLIA128', encryption(/^CAMELLIA-128$/)],
  ['CAMELLIA256', encryption(/^CAMELLIA-256$/)],
  ['CHACHA20', encryption(/^ChaCha20$/)],
  ['3DES', encryption(/^3DES$/)],
  ['CBC', (s) => s.mode === 'cbc'],
  ['MD5', mac('md5')],
  ['SHA1', mac('sha1')],
  ['SHA', mac('sha1')],
  ['SHA256', mac('sha256')],
  ['SHA384', mac('sha384')],
  ['SSLv3', since('sslv3')],
  ['TLSv1', since('tlsv1')],
  ['TLSv1.0', since('tlsv1')],
  ['TLSv1.2', since('tlsv1.2')],
]);

/** Words of older releases: OpenSSL 3.0 passes over them, yet they tell what the author wanted. */
export const FORMER_SELECTORS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['RC4', encryption(/^RC4/)],
  ['RC2', encryption(/^RC2/)],
  ['DES', encryption(/^DES/)],
  ['IDEA', encryption(/^IDEA$/)],
  ['SEED', encryption(/^SEED$/)],
  ['EXP', (s) => s.iana.includes('_EXPORT')],
  ['EXPORT', (s) => s.iana.includes('_EXPORT')],
  ['EXPORT40', (s) => s.iana.includes('_EXPORT_')],
  ['EXPORT56', (s) => s.iana.includes('_EXPORT1024_')],
  ['kDH', exchange('dh')],
  ['kDHd', both(exchange('dh'), authentication('dss'))],
  ['kDHr', both(exchange('dh'), authentication('rsa'))],
  ['kECDH', exchange('ecdh')],
  ['kECDHe', both(exchange('ecdh'), authentication('ecdsa'))],
  ['kECDHr', both(exchange('ecdh'), authentication('rsa'))],
  ['aDH', exchange('dh')],
  ['aECDH', exchange('ecdh')],
  ['kGOST', exchange('gost')],
  ['aGOST', authentication('gost')],
  ['SSLv2', () => false],
  ['KRB5', () => false],
  ['kKRB5', () => false],
  ['aKRB5', () => false],
]);

/** OpenSSL lets a combination name one of these only: `HIGH+FIPS` selects nothing. */
export const STRENGTH_WORDS: ReadonlySet<string> = new Set(['LOW', 'MEDIUM', 'HIGH', 'FIPS']);
