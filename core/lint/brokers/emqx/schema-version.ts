import { schema } from './schema';

/** The release whose schema holds for a version such as `5.10.2` or `5.9`: the newest known one that is not newer. */
export function schemaVersion(version: string): string {
  const older = schema.versions.filter((known) => compare(known, version) <= 0);
  return older.at(-1) ?? schema.versions[0] ?? version;
}

function compare(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
