/**
 * Text packed as raw DEFLATE (RFC 1951) in base64, as the build's own tables are. Made for them and not for hostile input:
 * a malformed text throws a RangeError. The packed text is ASCII.
 */
export function inflate(base64: string): string {
  const input = new BitReader(atob(base64));
  const output: Output = { buffer: new Uint8Array(1 << 18), length: 0 };
  for (let last = false; !last; ) {
    last = input.bits(1) === 1;
    const kind = input.bits(2);
    if (kind === 0) stored(input, output);
    else if (kind === 1) compressed(input, output, fixed());
    else if (kind === 2) compressed(input, output, dynamic(input));
    else throw new RangeError('no such block in DEFLATE');
  }
  return new TextDecoder().decode(output.buffer.subarray(0, output.length));
}

class BitReader {
  at = 0;
  held = 0;
  count = 0;

  constructor(/** One character a byte. */ readonly bytes: string) {}

  /** Looks at the next bits without taking them; beyond the end there are zeros. */
  peek(wanted: number): number {
    while (this.count < wanted) {
      this.held |= (this.bytes.charCodeAt(this.at++) & 0xff) << this.count;
      this.count += 8;
    }
    if (this.at > this.bytes.length + 4) throw new RangeError('DEFLATE ends too early');
    return this.held & ((1 << wanted) - 1);
  }

  skip(taken: number): void {
    this.held >>>= taken;
    this.count -= taken;
  }

  bits(wanted: number): number {
    const value = this.peek(wanted);
    this.skip(wanted);
    return value;
  }

  toByte(): void {
    this.skip(this.count & 7);
  }
}

interface Output {
  buffer: Uint8Array;
  length: number;
}

function stored(input: BitReader, output: Output): void {
  input.toByte();
  const count = input.bits(16);
  input.bits(16);
  if (output.length + count > output.buffer.length) output.buffer = larger(output.buffer);
  for (let i = 0; i < count; i++) output.buffer[output.length++] = input.bits(8);
}

interface Codes {
  readonly literals: Code;
  readonly distances: Code;
}

/** RFC 1951 section 3.2.5: base and extra bits of lengths 257…285 and of distances 0…29. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];

/** The loop that counts: all it needs is in local variables, for code that runs once is not optimised across calls. */
function compressed(input: BitReader, output: Output, { literals, distances }: Codes): void {
  const { bytes } = input;
  let { at, held, count } = input;
  let { buffer, length } = output;
  let symbol = 0;
  while (symbol !== 256) {
    // A code and its extra bits are 28 bits at most; what lies beyond the end reads as zeros.
    for (; count < 15; count += 8) held |= (bytes.charCodeAt(at++) & 0xff) << count;
    const entry = literals.table[held & literals.mask] ?? 0;
    if (entry === 0 || at > bytes.length + 4) throw new RangeError('no such code in DEFLATE');
    held >>>= entry & 15;
    count -= entry & 15;
    symbol = entry >> 4;
    if (length + 258 > buffer.length) buffer = larger(buffer);
    if (symbol < 256) buffer[length++] = symbol;
    if (symbol <= 256) continue;
    for (; count < 20; count += 8) held |= (bytes.charCodeAt(at++) & 0xff) << count;
    const sizeBits = LENGTH_BITS[symbol - 257] ?? 0;
    const size = (LENGTHS[symbol - 257] ?? 0) + (held & ((1 << sizeBits) - 1));
    held >>>= sizeBits;
    count -= sizeBits;
    const place = distances.table[held & distances.mask] ?? 0;
    if (place === 0) throw new RangeError('no such code in DEFLATE');
    held >>>= place & 15;
    count -= place & 15;
    const distanceBits = place < 64 ? 0 : (place >> 5) - 1;
    for (; count < distanceBits; count += 8) held |= (bytes.charCodeAt(at++) & 0xff) << count;
    const distance = (DISTANCES[place >> 4] ?? 0) + (held & ((1 << distanceBits) - 1));
    held >>>= distanceBits;
    count -= distanceBits;
    if (distance > length) throw new RangeError('DEFLATE reaches before its beginning');
    const end = length + size;
    if (distance >= size) buffer.copyWithin(length, length - distance, end - distance);
    else for (let i = length; i < end; i++) buffer[i] = buffer[i - distance] ?? 0;
    length = end;
  }
  Object.assign(input, { at, held, count });
  Object.assign(output, { buffer, length });
}

function larger(buffer: Uint8Array): Uint8Array {
  const copy = new Uint8Array(buffer.length * 2);
  copy.set(buffer);
  return copy;
}

/** A canonical prefix code as one table: index is what `longest` bits ahead look like, value is symbol and length. */
class Code {
  readonly table: Uint16Array;
  readonly mask: number;
  private readonly longest: number;

  constructor(lengths: readonly number[]) {
    this.longest = Math.max(1, ...lengths);
    this.table = new Uint16Array(1 << this.longest);
    this.mask = this.table.length - 1;
    let code = 0;
    for (let length = 1; length <= this.longest; length++) {
      // What the table holds so far stands for longer views as well, whatever their next bit.
      this.table.copyWithin(1 << (length - 1), 0, 1 << (length - 1));
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] === length) this.table[reversed(code++, length)] = (symbol << 4) | length;
      }
      code <<= 1;
    }
  }

  read(input: BitReader): number {
    const entry = this.table[input.peek(this.longest)] ?? 0;
    if (entry === 0) throw new RangeError('no such code in DEFLATE');
    input.skip(entry & 15);
    return entry >> 4;
  }
}

/** Codes come with their first bit first, all other numbers with their last. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}

function fixed(): Codes {
  const lengths = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  );
  return { literals: new Code(lengths), distances: new Code(new Array<number>(30).fill(5)) };
}

/** RFC 1951 section 3.2.7: in this order the lengths of the code for lengths come. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function dynamic(input: BitReader): Codes {
  const literals = input.bits(5) + 257;
  const distances = input.bits(5) + 1;
  const count = input.bits(4) + 4;
  const own = new Array<number>(19).fill(0);
  for (const place of ORDER.slice(0, count)) own[place] = input.bits(3);
  const code = new Code(own);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = code.read(input);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) repeat(lengths, lengths.at(-1) ?? 0, 3 + input.bits(2));
    else repeat(lengths, 0, symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7));
  }
  return { literals: new Code(lengths.slice(0, literals)), distances: new Code(lengths.slice(literals)) };
}

function repeat(list: number[], value: number, count: number): void {
  for (let i = 0; i < count; i++) list.push(value);
}
