import type { ReadResult } from '../../core/lint/index';

/** So much of a file is looked at to tell text from anything else. */
const SAMPLE = 8 * 1024;

/** Text from bytes. Bytes that are no UTF-8 become U+FFFD; a UTF-8 byte order mark stays, since brokers see it too. */
export function decodeText(bytes: Buffer): ReadResult {
  const sample = bytes.subarray(0, SAMPLE);
  if (isUtf16(sample)) return { kind: 'utf-16' };
  if (isBinary(sample)) return { kind: 'binary' };
  return { kind: 'text', text: bytes.toString('utf8') };
}

/** A byte order mark, or Latin text without one: nearly every second byte is zero. */
function isUtf16(sample: Buffer): boolean {
  if (sample.length >= 2 && (sample.readUInt16BE(0) === 0xfeff || sample.readUInt16BE(0) === 0xfffe)) return true;
  let even = 0;
  let odd = 0;
  for (let at = sample.indexOf(0); at >= 0; at = sample.indexOf(0, at + 1)) {
    if (at % 2 === 0) even++;
    else odd++;
  }
  const half = sample.length / 2;
  return half >= 4 && ((even === 0 && odd > half * 0.8) || (odd === 0 && even > half * 0.8));
}

/** A stray control character is the parser's business; more than one in a hundred bytes is no text. */
function isBinary(sample: Buffer): boolean {
  let control = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) control++;
  return control > Math.max(3, sample.length / 100);
}
