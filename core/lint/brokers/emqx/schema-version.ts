import type { Workspace } from '../../load';
import type { BrokerWide } from '../../model';
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

/** A version without a patch number stands for the last patch of its line. */
export function isBefore(version: string, since: string): boolean {
  const [own, other] = [numbers(version), numbers(since)];
  const place = own.findIndex((part, index) => part !== (other[index] ?? part));
  return place >= 0 && (own[place] ?? 0) < (other[place] ?? 0);
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

/** EMQX keeps up the last two major lines: 4.x until 6.0 came out (End of Life Dates). Of a minor release nothing is claimed. */
export function endOfLife({ root, version, versionAssumed }: Workspace): Pick<BrokerWide, 'endOfLife'> {
  const [major = 0] = numbers(version);
  if (versionAssumed || major >= 5) return {};
  return { endOfLife: { at: { file: root, start: 0, end: 0 }, line: `${major}.x`, translatable: false } };
}
