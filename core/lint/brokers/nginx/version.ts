/** Stable releases, and the versions that Debian and Ubuntu ship. */
export const VERSIONS: readonly string[] = ['1.18.0', '1.22.1', '1.24.0', '1.26.3', '1.28.0', '1.29.3'];

/** `version` is `other` or newer. Missing parts count as 0. */
export function atLeast(version: string, other: string): boolean {
  const [left, right] = [version, other].map((each) => each.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
