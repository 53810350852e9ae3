/** Facts that changed over time: each value holds from its version on. Oldest first; the first row holds from the start. */
export type ByVersion<T> = readonly (readonly [since: string, value: T])[];

/** Versions whose source and behaviour were checked, oldest first. */
export const VERSIONS = ['1.6.15', '2.0.11', '2.0.22', '2.1.2'] as const;

/** Negative, zero or positive, as in a sort. Missing parts count as 0. */
export function compareVersions(a: string, b: string): number {
  return rankOf(a) - rankOf(b);
}

export function atLeast(version: string, floor: string): boolean {
  return compareVersions(version, floor) >= 0;
}

/** The value that holds in `version`. */
export function inVersion<T>(history: ByVersion<T> | undefined, version: string): T | undefined {
  let result: T | undefined;
  for (const [since, value] of history ?? []) if (atLeast(version, since)) result = value;
  return result;
}

/** One number that sorts like the version's first three parts. Asked for every line, so it makes no arrays. */
function rankOf(version: string): number {
  let rank = 0;
  let part = 0;
  let parts = 1;
  for (let i = 0; i < version.length; i++) {
    const c = version.charCodeAt(i);
    if (c >= 48 && c <= 57) part = part * 10 + c - 48;
    if (c !== 46) continue;
    if (parts === 3) break;
    rank = rank * PART + part;
    part = 0;
    parts++;
  }
  return (rank * PART + part) * PART ** (3 - parts);
}

/** Larger than any part of a version. */
const PART = 1e5;
