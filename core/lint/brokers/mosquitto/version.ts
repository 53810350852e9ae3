/** Facts that changed over time: each value holds from its version on. Oldest first; the first row holds from the start. */
export type ByVersion<T> = readonly (readonly [since: string, value: T])[];

/** Versions whose source and behaviour were checked, oldest first. */
export const VERSIONS = ['1.6.15', '2.0.11', '2.0.22', '2.1.2'] as const;

/** Negative, zero or positive, as in a sort. Missing parts count as 0. */
export function compareVersions(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
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

function parts(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
