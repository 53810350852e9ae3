/** What each kind of certificate is like, as data. */

export type Role = 'ca' | 'intermediate' | 'server' | 'client';

export const KEY_CHOICES = ['p256', 'p384', 'ed25519', 'rsa2048', 'rsa3072', 'rsa4096'] as const;

export type KeyChoice = (typeof KEY_CHOICES)[number];

export const DEFAULT_KEY: KeyChoice = 'p256';

export type KeyParameters =
  | { readonly type: 'ec'; readonly namedCurve: string }
  | { readonly type: 'ed25519' }
  | { readonly type: 'rsa'; readonly modulusLength: number };

export const KEYS: Readonly<Record<KeyChoice, KeyParameters>> = {
  p256: { type: 'ec', namedCurve: 'prime256v1' },
  p384: { type: 'ec', namedCurve: 'secp384r1' },
  ed25519: { type: 'ed25519' },
  rsa2048: { type: 'rsa', modulusLength: 2048 },
  rsa3072: { type: 'rsa', modulusLength: 3072 },
  rsa4096: { type: 'rsa', modulusLength: 4096 },
};

export interface Profile {
  readonly days: number;
  readonly isCa: boolean;
  /** Of an authority: how many authorities may stand below it (RFC 5280 section 4.2.1.9). */
  readonly pathLength: number;
  /** RFC 5280 section 4.2.1.3. */
  readonly keyUsage: readonly string[];
  /** Added for RSA keys: TLS 1.2 suites with RSA key exchange encrypt to the server's key. */
  readonly rsaKeyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
}

export const PROFILES: Readonly<Record<Role, Profile>> = {
  ca: {
    days: 3650,
    isCa: true,
    pathLength: 1,
    keyUsage: ['keyCertSign', 'cRLSign'],
    rsaKeyUsage: [],
    extendedKeyUsage: [],
  },
  intermediate: {
    days: 1825,
    isCa: true,
    pathLength: 0,
    keyUsage: ['keyCertSign', 'cRLSign'],
    rsaKeyUsage: [],
    extendedKeyUsage: [],
  },
  server: {
    days: 365,
    isCa: false,
    pathLength: 0,
    keyUsage: ['digitalSignature'],
    rsaKeyUsage: ['keyEncipherment'],
    extendedKeyUsage: ['serverAuth'],
  },
  client: {
    days: 365,
    isCa: false,
    pathLength: 0,
    keyUsage: ['digitalSignature'],
    rsaKeyUsage: [],
    extendedKeyUsage: ['clientAuth'],
  },
};

/** Clocks of small devices run late; a certificate is valid from a little before it was made. */
export const BACKDATE = 5 * 60_000;

/** A server certificate that names nothing else is for this machine. */
export const LOCAL_NAMES = { dns: ['localhost'], ip: ['127.0.0.1', '::1'] } as const;
