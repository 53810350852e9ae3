import type { Entry, Range, Tree, Value } from '../tree';

/** What a hover at the offset is about: the innermost entry, but of a block its name alone. */
export function entryRangeAt({ entries }: Pick<Tree, 'entries'>, offset: number): Range | undefined {
  const entry = entryIn(entries, offset);
  if (!entry) return undefined;
  return entry.value.kind === 'object' ? entry.key : entry.range;
}

function entryIn(entries: readonly Entry[], offset: number): Entry | undefined {
  const entry = entries.find(({ range }) => range.start <= offset && offset <= range.end);
  return entry && (entryInValue(entry.value, offset) ?? entry);
}

function entryInValue(value: Value, offset: number): Entry | undefined {
  if (offset < value.range.start || offset > value.range.end) return undefined;
  if (value.kind === 'object') return entryIn(value.entries, offset);
  if (value.kind !== 'array') return undefined;
  for (const item of value.items) {
    const found = entryInValue(item, offset);
    if (found) return found;
  }
  return undefined;
}
