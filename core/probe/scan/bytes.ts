/** Reads bytes front to back. Every method gives undefined where too few are left, and nothing throws. */
export interface Reader {
  readonly left: () => number;
  readonly take: (length: number) => Uint8Array | undefined;
  /** A big-endian number of 1 to 4 bytes. */
  readonly number: (length: number) => number | undefined;
  /** What a length prefix of that many bytes announces (RFC 8446 section 3.4). */
  readonly vector: (prefix: number) => Uint8Array | undefined;
}

export function reader(bytes: Uint8Array): Reader {
  let at = 0;
  const take = (length: number): Uint8Array | undefined => {
    if (length > bytes.length - at) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (length: number): number | undefined => {
    if (length > bytes.length - at) return undefined;
    let value = 0;
    for (const end = at + length; at < end; at++) value = value * 256 + (bytes[at] ?? 0);
    return value;
  };
  const vector = (prefix: number): Uint8Array | undefined => {
    const length = number(prefix);
    return length === undefined ? undefined : take(length);
  };
  return { left: () => bytes.length - at, take, number, vector };
}

/** The numbers of a list whose elements have `size` bytes each; a rest that is too short is left out. */
export function numbersOf(bytes: Uint8Array, size: number): number[] {
  const from = reader(bytes);
  const numbers: number[] = [];
  for (let value = from.number(size); value !== undefined; value = from.number(size)) numbers.push(value);
  return numbers;
}

export function u8(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff);
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}

/** The parts in a row, with their length before them in `prefix` bytes. */
export function vectorOf(prefix: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(prefix + length);
  for (let at = 0; at < prefix; at++) bytes[at] = (length >> (8 * (prefix - 1 - at))) & 0xff;
  place(bytes, prefix, parts);
  return bytes;
}

/** The parts in a row. */
export function joinedOf(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  place(bytes, 0, parts);
  return bytes;
}

function place(bytes: Uint8Array, start: number, parts: readonly Uint8Array[]): void {
  let at = start;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
}

export function u16s(values: readonly number[]): Uint8Array {
  const bytes = Buffer.from(new Uint16Array(values).buffer);
  return IS_LITTLE_ENDIAN ? bytes.swap16() : bytes;
}

/** Random values of a handshake that nobody completes: no secret is derived from them, so they need not be hard to guess. */
export function arbitraryBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.random() * 256);
}

/** Whether the machine keeps the low byte of a number first; the wire never does. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
