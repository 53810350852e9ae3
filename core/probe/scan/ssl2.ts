import { arbitraryBytes, joinedOf, numbersOf, reader, u8, u16, vectorOf } from './bytes';
import type { Line, Talk } from './line';

/** Whether a server speaks SSL 2.0, which shares no message with later versions. */
export interface Ssl2 {
  /** Null where the server did not say in time. */
  readonly accepted: boolean | null;
  /** OpenSSL's names, in the server's order. A server may speak the protocol without a suite, and is then open to DROWN too. */
  readonly ciphers: readonly string[];
}

/** What a server says to an SSL 2.0 client. */
export interface Ssl2Hello {
  /** Cipher kinds, 3 bytes each. */
  readonly kinds: readonly number[];
  /** DER; absent where a session is taken up again. */
  readonly certificate?: Uint8Array;
}

/** Cipher kinds of "The SSL Protocol" (Hickman, 1995), section C.4, and two that servers had besides, by OpenSSL's names. */
const KINDS: ReadonlyMap<number, string> = new Map([
  [0x0700c0, 'DES-CBC3-MD5'],
  [0x0701c0, 'DES-CBC3-SHA'],
  [0x010080, 'RC4-MD5'],
  [0x030080, 'RC2-CBC-MD5'],
  [0x050080, 'IDEA-CBC-MD5'],
  [0x060040, 'DES-CBC-MD5'],
  [0x060140, 'DES-CBC-SHA'],
  [0x080080, 'RC4-64-MD5'],
  [0x020080, 'EXP-RC4-MD5'],
  [0x040080, 'EXP-RC2-CBC-MD5'],
]);

/** Servers answer or close at once; one that waits for more shall not hold up the rest. */
const PATIENCE_MS = 1500;

export type Ssl2Answer = Ssl2 & Pick<Ssl2Hello, 'certificate'>;

/** The server lists all suites that both sides have in its answer, so one connection tells everything. */
export function askSsl2(line: Line): Promise<Ssl2Answer> {
  return line.talk(ssl2Talk, PATIENCE_MS);
}

function ssl2Talk(): Talk<Ssl2Answer> {
  let bytes: Uint8Array = new Uint8Array();
  return {
    bytes: ssl2ClientHello(),
    isEnough: (more) => {
      bytes = joinedOf(bytes, more);
      return readSsl2Hello(bytes) !== 'more';
    },
    result: (silence) => {
      const hello = readSsl2Hello(bytes);
      // A reset is a no like any other end.
      const isNo = silence === undefined || silence.kind === 'closed';
      if (typeof hello === 'string') return { accepted: isNo ? false : null, ciphers: [] };
      const { kinds, certificate } = hello;
      return { accepted: true, ciphers: kinds.map(nameOfKind), ...(certificate === undefined ? {} : { certificate }) };
    },
  };
}

/** CLIENT-HELLO (section 2.6) with every cipher kind, as one record with the two-byte header. */
export function ssl2ClientHello(challenge: Uint8Array = arbitraryBytes(16)): Uint8Array {
  const kinds = joinedOf(...[...KINDS.keys()].flatMap((kind) => [u8(kind >> 16), u16(kind)]));
  const head = [u8(MESSAGE.clientHello), u16(VERSION), u16(kinds.length), u16(0), u16(challenge.length)];
  const record = vectorOf(2, ...head, kinds, challenge);
  record.set([(record[0] ?? 0) | WITHOUT_PADDING]);
  return record;
}

/** `more`: not whole yet; `other`: not SSL 2.0, or its no. Any bytes are answered; nothing throws. */
export function readSsl2Hello(bytes: Uint8Array): Ssl2Hello | 'more' | 'other' {
  const from = reader(bytes);
  const first = from.number(2);
  if (first === undefined) return bytes.length === 0 || isShort(bytes[0]) ? 'more' : 'other';
  // A hello is not encrypted and has no padding, so it has the short header.
  if (!isShort(bytes[0])) return 'other';
  const length = first & 0x7fff;
  const body = from.take(length);
  const type = bytes[2];
  if (type !== undefined && type !== MESSAGE.serverHello) return 'other';
  if (body === undefined) return 'more';
  return helloOf(body) ?? 'other';
}

const VERSION = 0x0002;
const MESSAGE = { clientHello: 1, serverHello: 4 } as const;
const WITHOUT_PADDING = 0x80;

function isShort(first: number | undefined): boolean {
  return ((first ?? 0) & WITHOUT_PADDING) !== 0;
}

/** SERVER-HELLO (section 2.7). */
function helloOf(body: Uint8Array): Ssl2Hello | undefined {
  const from = reader(body.subarray(3));
  const [version, ...lengths] = [from.number(2), from.number(2), from.number(2), from.number(2)];
  const [certificate, kinds, connection] = lengths.map((length) => from.take(length ?? 0));
  if (version !== VERSION || certificate === undefined || kinds === undefined || connection === undefined) {
    return undefined;
  }
  return { kinds: numbersOf(kinds, 3), ...(certificate.length === 0 ? {} : { certificate }) };
}

function nameOfKind(kind: number): string {
  return KINDS.get(kind) ?? `0x${kind.toString(16).padStart(6, '0')}`;
}
