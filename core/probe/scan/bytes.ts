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
  const number = (length: number): number | undefined => take(length)?.reduce((value, byte) => value * 256 + byte, 0);
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
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(prefix);
  head.writeUIntBE(body.length, 0, prefix);
  return Buffer.concat([head, body]);
}

export function u16s(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  for (const [at, value] of values.entries()) {
    bytes[at * 2] = (value >> 8) & 0xff;
    bytes[at * 2 + 1] = value & 0xff;
  }
  return bytes;
}
