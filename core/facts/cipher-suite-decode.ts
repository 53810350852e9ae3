import type { SuiteRow } from './cipher-suite-rows';
import type { CipherSuite } from './cipher-suites';
import { memo } from './memo';
import type { TlsVersion } from './tls';

/** The part of an IANA name before `_WITH_`. */
const KEYS: Readonly<Record<string, readonly [CipherSuite['keyExchange'], CipherSuite['authentication']]>> = {
  CECPQ1_ECDSA: ['ecdhe', 'ecdsa'],
  CECPQ1_RSA: ['ecdhe', 'rsa'],
  DH_DSS: ['dh', 'dss'],
  DH_RSA: ['dh', 'rsa'],
  DH_anon: ['dhe', 'anon'],
  DHE_DSS: ['dhe', 'dss'],
  DHE_PSK: ['dhe', 'psk'],
  DHE_RSA: ['dhe', 'rsa'],
  ECDH_anon: ['ecdhe', 'anon'],
  ECDH_ECDSA: ['ecdh', 'ecdsa'],
  ECDH_RSA: ['ecdh', 'rsa'],
  ECDHE_ECDSA: ['ecdhe', 'ecdsa'],
  ECDHE_PSK: ['ecdhe', 'psk'],
  ECDHE_RSA: ['ecdhe', 'rsa'],
  ECCPWD: ['ecdhe', 'psk'],
  GOSTR341001: ['gost', 'gost'],
  GOSTR341112_256: ['gost', 'gost'],
  GOSTR341094: ['gost', 'gost'],
  GOSTR341094_RSA: ['gost', 'rsa'],
  KRB5: ['krb5', 'krb5'],
  PSK: ['psk', 'psk'],
  PSK_DHE: ['dhe', 'psk'],
  RSA: ['rsa', 'rsa'],
  RSA_FIPS: ['rsa', 'rsa'],
  RSA_PSK: ['rsa', 'psk'],
  SRP: ['srp', 'srp'],
  SRP_DSS: ['srp', 'dss'],
  SRP_RSA: ['srp', 'rsa'],
};

/**
 * Reads the attributes of suites off their IANA names. The parts of the names recur, so each is read once: hundreds of
 * suites are decoded at every start.
 */
export function suiteDecoder(): (row: SuiteRow) => CipherSuite {
  const [transform, keys] = [memo(transformOf), memo(keysOf)];
  return ({ name, iana, code }) => {
    const at = iana.indexOf('_WITH_');
    const body = iana.slice(at < 0 ? 'TLS_'.length : at + '_WITH_'.length);
    const exchange = at < 0 ? '' : iana.slice('TLS_'.length, at);
    const { encryption, mode, mac } = transform(body);
    const key = keys(exchange);
    const since = at < 0 ? 'tlsv1.3' : firstVersion(iana, mac);
    return { name, iana, code, keyExchange: key[0], authentication: key[1], encryption, mode, mac, since };
  };
}

type Transform = Pick<CipherSuite, 'encryption' | 'mode' | 'mac'>;

function transformOf(body: string): Transform {
  const mode = modeOf(body);
  return { encryption: encryptionOf(body), mode, mac: macOf(body, mode) };
}

function keysOf(exchange: string): readonly [CipherSuite['keyExchange'], CipherSuite['authentication']] {
  if (exchange === '') return ['any', 'any'];
  const name = exchange.replace(/_EXPORT.*/, '').replace('SRP_SHA', 'SRP');
  const known = KEYS[name];
  if (!known) throw new RangeError(`key exchange ${exchange} is not in the table`);
  return known;
}

function encryptionOf(body: string): string {
  const block = /^(AES|ARIA|CAMELLIA)_(\d+)/.exec(body);
  if (block) return `${block[1]}-${block[2]}`;
  if (body.startsWith('CHACHA20')) return 'ChaCha20';
  if (hidesNothing(body)) return 'none';
  const short = /^(?:RC4_(40|56)|RC2_CBC_(40)|DES(40)_)/.exec(body);
  if (short) return `${body.slice(0, 3)}-${short[1] ?? short[2] ?? short[3]}`;
  return /^[^_]+/.exec(body)?.[0] ?? body;
}

/** NULL encryption, and the suites of RFC 9150, which name only a hash. */
function hidesNothing(body: string): boolean {
  return /^(?:NULL|SHA\d)/.test(body);
}

function modeOf(body: string): CipherSuite['mode'] {
  if (hidesNothing(body)) return 'null';
  if (body.startsWith('CHACHA20')) return 'chacha20';
  if (body.includes('_GCM')) return 'gcm';
  if (body.includes('_CCM')) return body.includes('_CCM_8') ? 'ccm8' : 'ccm';
  return body.includes('_CBC') ? 'cbc' : 'stream';
}

function macOf(body: string, mode: CipherSuite['mode']): CipherSuite['mac'] {
  if (mode === 'gcm' || mode === 'ccm' || mode === 'ccm8' || mode === 'chacha20') return 'aead';
  if (body.endsWith('SHA384')) return 'sha384';
  if (body.endsWith('SHA256')) return 'sha256';
  if (body.endsWith('SHA')) return 'sha1';
  return body.endsWith('MD5') ? 'md5' : 'gost';
}

/** RFC 5246 brought AEAD and SHA-2 suites, except the PSK ones with CBC or NULL, which RFC 5487 and 5489 allow before. */
function firstVersion(iana: string, mac: CipherSuite['mac']): TlsVersion {
  if (mac === 'aead' || iana.startsWith('TLS_GOSTR341112')) return 'tlsv1.2';
  if (mac === 'sha256' || mac === 'sha384') return iana.includes('PSK') ? 'tlsv1' : 'tlsv1.2';
  return iana.startsWith('TLS_EC') || mac === 'gost' ? 'tlsv1' : 'sslv3';
}
