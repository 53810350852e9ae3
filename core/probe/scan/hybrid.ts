import type { KeyHalf } from './key-schedule';
import { type KemName, kemHalf } from './ml-kem';

/** Groups with ML-KEM (draft-ietf-tls-ecdhe-mlkem, draft-ietf-tls-mlkem). The classical part, where there is one, is first or last. */
const HYBRIDS: Readonly<Record<number, { readonly kem: KemName; readonly first?: number; readonly last?: number }>> = {
  4588: { kem: 'ML-KEM-768', last: 29 },
  4587: { kem: 'ML-KEM-768', first: 23 },
  4589: { kem: 'ML-KEM-1024', first: 24 },
  512: { kem: 'ML-KEM-512' },
  513: { kem: 'ML-KEM-768' },
  514: { kem: 'ML-KEM-1024' },
};

/** A key pair of such a group; `classical` makes that of a curve. Undefined for other groups, and without that curve. */
export function hybridPair(group: number, classical: (curve: number) => KeyHalf | undefined): KeyHalf | undefined {
  const hybrid = HYBRIDS[group];
  if (hybrid === undefined) return undefined;
  const { key: kemKey, ciphertextLength, secretOf } = kemHalf(hybrid.kem);
  const curve = hybrid.first ?? hybrid.last;
  if (curve === undefined) return { group, key: kemKey, agree: secretOf };
  const pair = classical(curve);
  if (pair === undefined) return undefined;
  const isFirst = hybrid.first !== undefined;
  return {
    group,
    key: Buffer.concat(isFirst ? [pair.key, kemKey] : [kemKey, pair.key]),
    agree: (share) => {
      const at = isFirst ? share.length - ciphertextLength : ciphertextLength;
      const [one, other] = [share.subarray(0, at), share.subarray(at)];
      return Buffer.concat(isFirst ? [pair.agree(one), secretOf(other)] : [secretOf(one), pair.agree(other)]);
    },
  };
}
