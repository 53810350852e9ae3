import type { KeyHalf } from './key-schedule';

/** Bytes of the primes of RFC 7919, by group. */
const LENGTHS: Readonly<Record<number, number>> = { 256: 256, 257: 384, 258: 512, 259: 768, 260: 1024 };

/**
 * The client's half of a finite-field group with the private key 1: the generator 2 goes out, and what comes back is the
 * shared secret as it is. A scan has nothing to hide, and a prime of 8192 bits takes its time.
 */
export function ffdhePair(group: number): KeyHalf | undefined {
  const length = LENGTHS[group];
  if (length === undefined) return undefined;
  const key = new Uint8Array(length);
  key[length - 1] = 2;
  return { group, key, agree: (share) => share };
}
