import type { ScanVersion } from './versions';

/** Names of the IANA registry "TLS parameters". */

/** Supported groups in the order in which they are offered: those of today's servers first. */
export const GROUPS: ReadonlyMap<number, string> = new Map([
  [29, 'x25519'],
  [23, 'secp256r1'],
  [30, 'x448'],
  [25, 'secp521r1'],
  [24, 'secp384r1'],
  [4588, 'X25519MLKEM768'],
  [4587, 'SecP256r1MLKEM768'],
  [4589, 'SecP384r1MLKEM1024'],
  [4590, 'curveSM2MLKEM768'],
  [25497, 'X25519Kyber768Draft00'],
  [25498, 'SecP256r1Kyber768Draft00'],
  [512, 'MLKEM512'],
  [513, 'MLKEM768'],
  [514, 'MLKEM1024'],
  [256, 'ffdhe2048'],
  [257, 'ffdhe3072'],
  [258, 'ffdhe4096'],
  [259, 'ffdhe6144'],
  [260, 'ffdhe8192'],
  [26, 'brainpoolP256r1'],
  [27, 'brainpoolP384r1'],
  [28, 'brainpoolP512r1'],
  [31, 'brainpoolP256r1tls13'],
  [32, 'brainpoolP384r1tls13'],
  [33, 'brainpoolP512r1tls13'],
  [41, 'curveSM2'],
  [22, 'secp256k1'],
  [21, 'secp224r1'],
  [20, 'secp224k1'],
  [19, 'secp192r1'],
  [18, 'secp192k1'],
  [17, 'secp160r2'],
  [16, 'secp160r1'],
  [15, 'secp160k1'],
  [14, 'sect571r1'],
  [13, 'sect571k1'],
  [12, 'sect409r1'],
  [11, 'sect409k1'],
  [10, 'sect283r1'],
  [9, 'sect283k1'],
  [8, 'sect239k1'],
  [7, 'sect233r1'],
  [6, 'sect233k1'],
  [5, 'sect193r2'],
  [4, 'sect193r1'],
  [3, 'sect163r2'],
  [2, 'sect163r1'],
  [1, 'sect163k1'],
]);

/** Curves below 112 bits of security (NIST SP 800-57), and the binary ones, which RFC 8422 retired with them. */
export function isWeakGroup(name: string): boolean {
  return /^sect|^secp(?:160|192)/.test(name);
}

/** With ML-KEM (FIPS 203), alone or beside a curve; what it was before, Kyber, is a draft that no client offers any more. */
export function isPostQuantum(name: string): boolean {
  return /MLKEM/.test(name);
}

/** Groups of TLS 1.3 only (RFC 8446 section 4.2.7, RFC 8734, drafts for ML-KEM): never the curve of an ECDHE suite before. */
export function isCurve(group: number): boolean {
  return group <= 30;
}

/**
 * The groups to offer. Up to TLS 1.2 no finite-field ones: a server that has others than those of RFC 7919 must then not
 * choose a DHE suite (section 4), and would seem to have none.
 */
export function groupsOf(version: ScanVersion): readonly number[] {
  const all = [...GROUPS.keys()];
  return version === 'tls1.3' ? all : all.filter(isCurve);
}

export const SIGNATURES: ReadonlyMap<number, string> = new Map([
  [0x0403, 'ecdsa_secp256r1_sha256'],
  [0x0503, 'ecdsa_secp384r1_sha384'],
  [0x0603, 'ecdsa_secp521r1_sha512'],
  [0x0807, 'ed25519'],
  [0x0808, 'ed448'],
  [0x0804, 'rsa_pss_rsae_sha256'],
  [0x0805, 'rsa_pss_rsae_sha384'],
  [0x0806, 'rsa_pss_rsae_sha512'],
  [0x0809, 'rsa_pss_pss_sha256'],
  [0x080a, 'rsa_pss_pss_sha384'],
  [0x080b, 'rsa_pss_pss_sha512'],
  [0x081a, 'ecdsa_brainpoolP256r1tls13_sha256'],
  [0x081b, 'ecdsa_brainpoolP384r1tls13_sha384'],
  [0x081c, 'ecdsa_brainpoolP512r1tls13_sha512'],
  [0x0904, 'mldsa44'],
  [0x0905, 'mldsa65'],
  [0x0906, 'mldsa87'],
  [0x0401, 'rsa_pkcs1_sha256'],
  [0x0501, 'rsa_pkcs1_sha384'],
  [0x0601, 'rsa_pkcs1_sha512'],
  [0x0303, 'ecdsa_sha224'],
  [0x0301, 'rsa_pkcs1_sha224'],
  [0x0203, 'ecdsa_sha1'],
  [0x0201, 'rsa_pkcs1_sha1'],
  [0x0402, 'dsa_sha256'],
  [0x0302, 'dsa_sha224'],
  [0x0202, 'dsa_sha1'],
  [0x0101, 'rsa_pkcs1_md5'],
]);

export function nameOf(names: ReadonlyMap<number, string>, code: number): string {
  return names.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;
}

/** Extension numbers (IANA "TLS ExtensionType Values"). */
export const EXTENSION = {
  serverName: 0,
  statusRequest: 5,
  groups: 10,
  pointFormats: 11,
  signatures: 13,
  alpn: 16,
  padding: 21,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  supportedVersions: 43,
  pskModes: 45,
  certificateAuthorities: 47,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** Alert descriptions that tell more than "no" (RFC 8446 section 6). */
export const ALERT = {
  handshakeFailure: 40,
  protocolVersion: 70,
  insufficientSecurity: 71,
  inappropriateFallback: 86,
} as const;
