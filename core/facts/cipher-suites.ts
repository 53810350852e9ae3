import { suiteDecoder } from './cipher-suite-decode';
import { LEGACY_ROWS, OPENSSL_ROWS, RARE_ROWS, TLS13_ROWS } from './cipher-suite-rows';
import { type Message, t } from './message';
import type { TlsVersion } from './tls';

/** One cipher suite of the IANA registry. */
export interface CipherSuite {
  /** OpenSSL's name, e.g. `ECDHE-RSA-AES128-GCM-SHA256`; TLS 1.3 suites have one name only. */
  readonly name: string;
  /** IANA's name, e.g. `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`. */
  readonly iana: string;
  /** Code point, e.g. 0xc02f. */
  readonly code: number;
  /** `dhe` and `ecdhe` with `anon` or `psk` authentication too: ADH, AECDH, DHE-PSK. `ecdh` and `dh` are static. */
  readonly keyExchange: 'any' | 'ecdhe' | 'dhe' | 'ecdh' | 'dh' | 'rsa' | 'psk' | 'srp' | 'gost' | 'krb5';
  /** RSA-PSK is key exchange `rsa` with authentication `psk`. */
  readonly authentication: 'any' | 'rsa' | 'ecdsa' | 'dss' | 'psk' | 'srp' | 'gost' | 'krb5' | 'anon';
  /** `AES-256`, `ChaCha20`, `3DES`, `RC4-40`, `none`, … */
  readonly encryption: string;
  readonly mode: 'gcm' | 'ccm' | 'ccm8' | 'chacha20' | 'cbc' | 'stream' | 'null';
  readonly mac: 'aead' | 'sha384' | 'sha256' | 'sha1' | 'md5' | 'gost';
  /** Lowest protocol version that can use it. */
  readonly since: TlsVersion;
}

export interface SuiteVerdict {
  readonly level: 'error' | 'warning' | 'hint';
  readonly reason: Message;
}

const decodeSuite = suiteDecoder();

/** The TLS 1.3 suites. */
export const TLS13_SUITES: readonly CipherSuite[] = TLS13_ROWS.map(decodeSuite);

/** The suites up to TLS 1.2 of a stock OpenSSL 3.0, most preferred first. */
export const OPENSSL_SUITES: readonly CipherSuite[] = OPENSSL_ROWS.map(decodeSuite);

/** RFC 9325 section 4.2 and ChaCha20: forward secrecy and AEAD, for RSA and for ECDSA certificates. OpenSSL's names. */
export const RECOMMENDED_SUITES: readonly string[] = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

export const CIPHER_SUITES: readonly CipherSuite[] = [
  ...TLS13_SUITES,
  ...OPENSSL_SUITES,
  ...LEGACY_ROWS.map(decodeSuite),
];

/** All that can be asked of a server, the ones that brokers name first. */
export const SCANNED_SUITES: readonly CipherSuite[] = [...CIPHER_SUITES, ...RARE_ROWS.map(decodeSuite)];

/** Second spellings: OpenSSL before 1.1.0 (`EDH-…`) and Erlang/OTP. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['EDH-DSS-DES-CBC3-SHA', 'DHE-DSS-DES-CBC3-SHA'],
  ['EDH-RSA-DES-CBC3-SHA', 'DHE-RSA-DES-CBC3-SHA'],
  ['RSA-PSK-DES-CBC3-SHA', 'RSA-PSK-3DES-EDE-CBC-SHA'],
  ['SRP-DSS-AES128-CBC-SHA', 'SRP-DSS-AES-128-CBC-SHA'],
  ['SRP-DSS-AES256-CBC-SHA', 'SRP-DSS-AES-256-CBC-SHA'],
  ['SRP-DSS-DES-CBC3-SHA', 'SRP-DSS-3DES-EDE-CBC-SHA'],
  ['SRP-RSA-DES-CBC3-SHA', 'SRP-RSA-3DES-EDE-CBC-SHA'],
]);

// Pure: a program that looks up no names leaves it out.
const BY_NAME: ReadonlyMap<string, CipherSuite> = /* @__PURE__ */ byEachName();

function byEachName(): ReadonlyMap<string, CipherSuite> {
  return new Map(
    CIPHER_SUITES.flatMap((suite) => [
      [suite.name, suite],
      [suite.iana, suite],
    ]),
  );
}

/** The suite with this OpenSSL, Erlang or IANA name, in exactly this spelling. */
export function suiteByName(name: string): CipherSuite | undefined {
  return BY_NAME.get(ALIASES.get(name) ?? name);
}

/**
 * What is worst about a suite, called `name` in the reason; undefined where current guidance (RFC 9325 section 4) has
 * no objection.
 */
export function judgeSuite(suite: CipherSuite, name = suite.name): SuiteVerdict | undefined {
  const broken = breaks(suite, name);
  if (broken) return { level: 'error', reason: broken };
  const weak = weakens(suite, name);
  if (weak) return { level: 'warning', reason: weak };
  const old = ages(suite, name);
  return old && { level: 'hint', reason: old };
}

/** The protection is gone: someone on the path reads or alters the traffic. */
function breaks({ encryption, authentication, mac, iana }: CipherSuite, name: string): Message | undefined {
  if (encryption === 'none') return t('{name}: no encryption at all (RFC 9325 section 4.1)', { name });
  if (iana.includes('_EXPORT'))
    return t('{name}: export-grade key of at most 56 bits (RFC 9325 section 4.1)', { name });
  if (authentication === 'anon')
    return t('{name}: nobody proves who they are, so anyone can sit in between (RFC 9325 section 4.1)', { name });
  if (encryption.startsWith('RC4')) return t('{name}: RC4 is broken and prohibited (RFC 7465)', { name });
  if (encryption === 'DES') return t('{name}: single DES has a 56-bit key (RFC 9325 section 4.1)', { name });
  if (encryption === '3DES')
    return t('{name}: 3DES has 64-bit blocks, open to the Sweet32 attack (RFC 9325 section 4.1)', { name });
  if (encryption === 'IDEA') return t('{name}: IDEA has 64-bit blocks and was withdrawn (RFC 5469)', { name });
  return mac === 'md5' ? t('{name}: MD5 is broken (RFC 9325 section 4.1)', { name }) : undefined;
}

/** One long-lived key protects every session. */
const STATIC: ReadonlySet<CipherSuite['keyExchange']> = new Set(['rsa', 'dh', 'ecdh', 'psk', 'gost']);

/** The protection holds today but not against a stolen key or a patient attacker. */
function weakens({ keyExchange, authentication, mode }: CipherSuite, name: string): Message | undefined {
  if (authentication === 'dss') return t('{name}: DSA signatures are no longer approved (FIPS 186-5)', { name });
  if (keyExchange === 'srp')
    return t('{name}: SRP suites use SHA-1 and CBC and are hardly maintained (RFC 5054)', { name });
  if (STATIC.has(keyExchange)) {
    return t('{name}: no forward secrecy: who gets the key later reads all recorded traffic (RFC 9325 section 4.1)', {
      name,
    });
  }
  return mode === 'ccm8'
    ? t('{name}: CCM_8 shortens the integrity tag to 64 bits (RFC 9325 section 4.2)', { name })
    : undefined;
}

/** Better ones exist, and every client of the last years has them. */
function ages({ keyExchange, encryption, mode, mac }: CipherSuite, name: string): Message | undefined {
  if (encryption === 'SEED') return t('{name}: SEED was withdrawn from OpenSSL’s default build', { name });
  if (mode === 'cbc' && mac === 'sha1')
    return t('{name}: CBC mode with a SHA-1 MAC; GCM and ChaCha20-Poly1305 are safer (RFC 9325 section 4.2)', { name });
  if (mode === 'cbc')
    return t('{name}: CBC mode; GCM and ChaCha20-Poly1305 are safer (RFC 9325 section 4.2)', { name });
  return keyExchange === 'dhe'
    ? t('{name}: finite-field DHE; ECDHE is faster and safer (RFC 9325 section 4.1)', { name })
    : undefined;
}

/** The worst first. */
export const SUITE_LEVELS = ['error', 'warning', 'hint'] as const;

/** The worst of them with its verdict; undefined where nothing is said against any. */
export function worstSuite(
  suites: readonly CipherSuite[],
): (SuiteVerdict & { readonly suite: CipherSuite }) | undefined {
  const judged = suites.flatMap((suite) => {
    const verdict = judgeSuite(suite);
    return verdict ? [{ ...verdict, suite }] : [];
  });
  const level = SUITE_LEVELS.find((each) => judged.some((verdict) => verdict.level === each));
  const worst = judged.filter((verdict) => verdict.level === level);
  // The example that most brokers, having an RSA certificate, really would use.
  return worst.find(({ suite }) => suite.authentication === 'rsa' && suite.mode !== 'ccm8') ?? worst[0];
}
