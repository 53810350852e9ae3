import { numbersOf, reader } from './bytes';
import { EXTENSION } from './registry';

/** A ServerHello, or the HelloRetryRequest that looks like one (RFC 8446 section 4.1.4). */
export interface ServerHello {
  /** Wire number of the negotiated version. */
  readonly version: number;
  readonly suite: number;
  readonly retry: boolean;
  readonly sessionId: boolean;
  /** 0 is none. */
  readonly compression: number;
  /** Numbers of the extensions sent. */
  readonly extensions: readonly number[];
  /** TLS 1.3: the group chosen. */
  readonly group?: number;
  /** TLS 1.3: the server's half of the key exchange. */
  readonly share?: Uint8Array;
  readonly alpn?: string;
}

/** ServerKeyExchange of a suite with ephemeral keys. */
export interface ServerKeyExchange {
  readonly group?: number;
  readonly dhBits?: number;
  /** TLS 1.2: code of the signature scheme. */
  readonly signature?: number;
}

export interface CertificateRequest {
  /** Distinguished names of the accepted authorities, DER; empty where the server names none. */
  readonly authorities: readonly Uint8Array[];
}

/** SHA-256 of "HelloRetryRequest": the random value that marks one. */
const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

export function readServerHello(body: Uint8Array): ServerHello | undefined {
  const from = reader(body);
  const legacy = from.number(2);
  const random = from.take(32);
  const session = from.vector(1);
  const suite = from.number(2);
  const compression = from.number(1);
  if (legacy === undefined || random === undefined || session === undefined) return undefined;
  if (suite === undefined || compression === undefined) return undefined;
  const extensions = readExtensions(from.left() > 0 ? from.vector(2) : new Uint8Array());
  if (extensions === undefined) return undefined;
  const retry = RETRY.equals(random);
  const selected = extensions.get(EXTENSION.supportedVersions);
  const alpn = alpnOf(extensions);
  return {
    version: (selected && reader(selected).number(2)) ?? legacy,
    suite,
    retry,
    sessionId: session.length > 0,
    compression,
    extensions: [...extensions.keys()],
    ...readShare(extensions.get(EXTENSION.keyShare)),
    ...(alpn === undefined ? {} : { alpn }),
  };
}

/** Extensions by number; undefined where the bytes are none. */
export function readExtensions(bytes: Uint8Array | undefined): ReadonlyMap<number, Uint8Array> | undefined {
  if (bytes === undefined) return undefined;
  const from = reader(bytes);
  const found = new Map<number, Uint8Array>();
  while (from.left() > 0) {
    const type = from.number(2);
    const body = from.vector(2);
    if (type === undefined || body === undefined) return undefined;
    found.set(type, body);
  }
  return found;
}

/** The protocol chosen (RFC 7301). Bytes beyond printable ASCII become question marks. */
export function alpnOf(extensions: ReadonlyMap<number, Uint8Array>): string | undefined {
  const body = extensions.get(EXTENSION.alpn);
  const list = body && reader(body).vector(2);
  const word = list && reader(list).vector(1);
  return (
    word &&
    Buffer.from(word)
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, '?')
  );
}

function readShare(body: Uint8Array | undefined): Pick<ServerHello, 'group' | 'share'> {
  if (body === undefined) return {};
  const from = reader(body);
  const group = from.number(2);
  const share = from.vector(2);
  return { ...(group === undefined ? {} : { group }), ...(share === undefined ? {} : { share }) };
}

/** The certificates of a Certificate message, and whether an OCSP response came with the first (TLS 1.3). */
export function readCertificates(
  body: Uint8Array,
  isNew: boolean,
): { readonly certificates: readonly Uint8Array[]; readonly stapled: boolean } | undefined {
  const outer = reader(body);
  if (isNew && outer.vector(1) === undefined) return undefined;
  const list = outer.vector(3);
  if (list === undefined) return undefined;
  const from = reader(list);
  const certificates: Uint8Array[] = [];
  let stapled = false;
  while (from.left() > 0) {
    const certificate = from.vector(3);
    const extensions = isNew ? readExtensions(from.vector(2)) : new Map<number, Uint8Array>();
    if (certificate === undefined || extensions === undefined) return undefined;
    if (certificates.length === 0) stapled = extensions.has(EXTENSION.statusRequest);
    certificates.push(certificate);
  }
  return { certificates, stapled };
}

/** ECDHE or DHE parameters (RFC 8422 section 5.4, RFC 5246 section 7.4.3); PSK hints before them are skipped. */
export function readKeyExchange(
  body: Uint8Array,
  suite: { readonly keyExchange: string; readonly authentication: string },
  signs: boolean,
): ServerKeyExchange | undefined {
  const from = reader(body);
  if (suite.authentication === 'psk' && from.vector(2) === undefined) return undefined;
  const parameters = suite.keyExchange === 'ecdhe' ? readCurve(from) : readPrime(from);
  if (parameters === undefined || !signs || from.left() === 0) return parameters;
  const signature = from.number(2);
  return signature === undefined ? parameters : { ...parameters, signature };
}

function readCurve(from: ReturnType<typeof reader>): ServerKeyExchange | undefined {
  const named = 3;
  if (from.number(1) !== named) return undefined;
  const group = from.number(2);
  return group === undefined || from.vector(1) === undefined ? undefined : { group };
}

function readPrime(from: ReturnType<typeof reader>): ServerKeyExchange | undefined {
  const prime = from.vector(2);
  if (prime === undefined || from.vector(2) === undefined || from.vector(2) === undefined) return undefined;
  const first = prime.findIndex((byte) => byte !== 0);
  const leading = prime[first];
  if (leading === undefined) return undefined;
  return { dhBits: (prime.length - first) * 8 - (Math.clz32(leading) - 24) };
}

/** CertificateRequest up to TLS 1.1, of TLS 1.2 (with signature schemes) and of TLS 1.3 (in extensions). */
export function readCertificateRequest(body: Uint8Array, version: number): CertificateRequest | undefined {
  const from = reader(body);
  if (from.vector(1) === undefined) return undefined;
  if (version >= 0x0304) {
    const extensions = readExtensions(from.vector(2));
    const list = extensions?.get(EXTENSION.certificateAuthorities);
    return extensions && { authorities: list === undefined ? [] : namesOf(reader(list).vector(2)) };
  }
  if (version === 0x0303 && from.vector(2) === undefined) return undefined;
  const list = from.vector(2);
  return list && { authorities: namesOf(list) };
}

function namesOf(list: Uint8Array | undefined): readonly Uint8Array[] {
  if (list === undefined) return [];
  const from = reader(list);
  const names: Uint8Array[] = [];
  for (let name = from.vector(2); name !== undefined; name = from.vector(2)) names.push(name);
  return names;
}

/** Scheme of a CertificateVerify (TLS 1.3). */
export function readScheme(body: Uint8Array): number | undefined {
  return numbersOf(body.subarray(0, 2), 2)[0];
}
