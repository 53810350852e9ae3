/**
 * A reader for DER (X.690), as far as X.509 needs it: definite lengths and single-byte tags. Nothing here throws;
 * bytes that are not DER give `undefined` or nothing.
 */
export interface DerNode {
  /** The identifier byte, class and constructed bit included: 0x30 is a SEQUENCE. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Identifier, length and content. */
  readonly whole: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The element at `offset`; undefined where there is none that ends within the bytes. */
export function readNode(bytes: Uint8Array, offset = 0): DerNode | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 4) return undefined;
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 0; index < lengthBytes; index++) length = length * 256 + (bytes[offset + 2 + index] ?? 0);
  const start = offset + 2 + lengthBytes;
  const end = start + length;
  if (end > bytes.length) return undefined;
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(offset, end) };
}

/** The elements inside; none at all where any of them is malformed. */
export function childrenOf(node: DerNode | undefined): readonly DerNode[] {
  const children: DerNode[] = [];
  if (node === undefined) return children;
  for (let offset = 0; offset < node.content.length; ) {
    const child = readNode(node.content, offset);
    if (child === undefined) return [];
    children.push(child);
    offset += child.whole.length;
  }
  return children;
}

/** The node itself if it has this tag. */
export function expect(node: DerNode | undefined, tag: number): DerNode | undefined {
  return node?.tag === tag ? node : undefined;
}

/** `[number]` tagged by context: constructed (EXPLICIT, or an IMPLICIT SEQUENCE) or primitive. */
export function isContext(node: DerNode, number: number): boolean {
  return node.tag === (0x80 | number) || node.tag === (0xa0 | number);
}

/** Dotted form, e.g. `2.5.4.3`; undefined for anything but a well-formed OBJECT IDENTIFIER. */
export function oidOf(node: DerNode | undefined): string | undefined {
  if (node?.tag !== TAG.oid || node.content.length === 0) return undefined;
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of node.content) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) return undefined;
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  if ((node.content.at(-1) ?? 0x80) & 0x80) return undefined;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}

/** An INTEGER's content as upper-case hexadecimal without leading zero bytes. */
export function integerHex(node: DerNode | undefined): string | undefined {
  if (node?.tag !== TAG.integer || node.content.length === 0) return undefined;
  return hex(node.content).replace(/^(?:00)+(?=..)/, '');
}

export function smallInteger(node: DerNode | undefined): number | undefined {
  const text = integerHex(node);
  return text === undefined || text.length > 12 ? undefined : Number.parseInt(text, 16);
}

/** How many bits an INTEGER's value has. */
export function integerBits(node: DerNode | undefined): number | undefined {
  const text = integerHex(node);
  if (text === undefined) return undefined;
  return (text.length - 2) * 4 + Number.parseInt(text.slice(0, 2), 16).toString(2).length;
}

/** The bytes of a BIT STRING without its count of unused bits. */
export function bitStringBytes(node: DerNode | undefined): Uint8Array | undefined {
  return node?.tag === TAG.bitString && node.content.length > 0 ? node.content.subarray(1) : undefined;
}

/** Milliseconds since 1970 UTC of a UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5). */
export function timeOf(node: DerNode | undefined): number | undefined {
  if (node?.tag !== TAG.utcTime && node?.tag !== TAG.generalizedTime) return undefined;
  const long = node.tag === TAG.generalizedTime;
  const pattern = long ? GENERALIZED_TIME : UTC_TIME;
  const parts = pattern.exec(latin1(node.content))?.slice(1);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const time = new Date(0);
  time.setUTCFullYear(long ? year : year + (year < 50 ? 2000 : 1900), month - 1, day);
  return time.setUTCHours(hour, minute, second);
}

/** The text of any of ASN.1's string types; undefined for other elements. */
export function stringOf(node: DerNode): string | undefined {
  if (node.tag === TAG.utf8String) return new TextDecoder().decode(node.content);
  if (node.tag === TAG.bmpString) return wideString(node.content, 2);
  if (node.tag === TAG.universalString) return wideString(node.content, 4);
  return LATIN_STRINGS.has(node.tag) ? latin1(node.content) : undefined;
}

export function hex(bytes: Uint8Array): string {
  return buffer(bytes).toString('hex').toUpperCase();
}

export function latin1(bytes: Uint8Array): string {
  return buffer(bytes).toString('latin1');
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?Z$/;

/** Numeric, Printable, Teletex (which everyone reads as Latin-1), IA5 and Visible strings. */
const LATIN_STRINGS: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a]);

function wideString(bytes: Uint8Array, width: 2 | 4): string {
  let text = '';
  for (let index = 0; index + width <= bytes.length; index += width) {
    let code = 0;
    for (let part = 0; part < width; part++) code = code * 256 + (bytes[index + part] ?? 0);
    text += code > 0x10ffff ? '\ufffd' : width === 2 ? String.fromCharCode(code) : String.fromCodePoint(code);
  }
  return text;
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
