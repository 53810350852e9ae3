import { createHash } from 'node:crypto';

/**
 * The client's half of ML-KEM (FIPS 203) without its arithmetic. The encapsulation key here belongs to the decryption key
 * zero, so the server's ciphertext shows its random message to everyone, and the shared secret follows from that by hashing. A
 * scan has nothing to hide: it sends no data, it only reads what the server presents.
 */
export interface KemHalf {
  /** The encapsulation key, as it goes out. */
  readonly key: Uint8Array;
  /** Bytes of the server's ciphertext. */
  readonly ciphertextLength: number;
  readonly secretOf: (ciphertext: Uint8Array) => Uint8Array;
}

export type KemName = 'ML-KEM-512' | 'ML-KEM-768' | 'ML-KEM-1024';

/** Rank k of the module and the compression d_u and d_v of the ciphertext's parts (FIPS 203, table 2). */
const PARAMETERS: Readonly<Record<KemName, { readonly rank: number; readonly du: number; readonly dv: number }>> = {
  'ML-KEM-512': { rank: 2, du: 10, dv: 4 },
  'ML-KEM-768': { rank: 3, du: 10, dv: 4 },
  'ML-KEM-1024': { rank: 4, du: 11, dv: 5 },
};

const COEFFICIENTS = 256;
const SEED_LENGTH = 32;

export function kemHalf(name: KemName): KemHalf {
  const { rank, du, dv } = PARAMETERS[name];
  // t = A·s + e with s = e = 0, in 12 bits for each coefficient, and the seed of A, which then does not matter.
  const key = new Uint8Array((rank * COEFFICIENTS * 12) / 8 + SEED_LENGTH);
  const start = (rank * COEFFICIENTS * du) / 8;
  const ciphertextLength = start + (COEFFICIENTS * dv) / 8;
  return {
    key,
    ciphertextLength,
    secretOf: (ciphertext) => {
      const message = messageOf(ciphertext.subarray(start), dv);
      // K of ML-KEM.Encaps (algorithm 17): the first half of G(m ‖ H(ek)).
      const hash = createHash('sha3-256').update(key).digest();
      return createHash('sha3-512').update(message).update(hash).digest().subarray(0, 32);
    },
  };
}

/** v = tᵀ·r + e₂ + μ with t = 0: each coefficient is near 0 or near q/2, as the bit of the message says. */
function messageOf(v: Uint8Array, bits: number): Uint8Array {
  const message = new Uint8Array(COEFFICIENTS / 8);
  const middle = 2 ** (bits - 1);
  for (let at = 0; at < COEFFICIENTS; at++) {
    if (Math.abs(coefficient(v, at, bits) - middle) < middle / 2)
      message[at >> 3] = (message[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return message;
}

/** Little-endian bit order (ByteDecode, algorithm 6). */
function coefficient(bytes: Uint8Array, at: number, bits: number): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit++) {
    const place = at * bits + bit;
    value |= (((bytes[place >> 3] ?? 0) >> (place & 7)) & 1) << bit;
  }
  return value;
}
