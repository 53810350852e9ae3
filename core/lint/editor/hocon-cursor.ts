import type { Entry, Range, Tree, Value } from '../tree';

/** What stands at an offset, in terms of paths; `[]` is a list item. */
export interface Cursor {
  /** `key`: a name is or may be written here; `value`: the value of `path`. */
  readonly place: 'key' | 'value';
  /** `key`: the path of the block, and what the user wrote before the last dot; `value`: the path of the field. */
  readonly path: readonly string[];
  /** The word at the offset; empty where none is begun. */
  readonly word: Range;
  /** Fields of the block around, to know which names are taken. */
  readonly siblings: readonly Entry[];
  /** `key`: a separator or block follows already. */
  readonly complete: boolean;
  /** The value is an item of the list at `path`. */
  readonly inList: boolean;
}

export function cursorAt(tree: Tree, offset: number): Cursor {
  return inEntries(tree, tree.entries, [], offset);
}

function inEntries(tree: Tree, entries: readonly Entry[], path: readonly string[], offset: number): Cursor {
  for (const entry of entries) {
    if (offset < entry.range.start) break;
    if (offset <= entry.key.end) return inKey(tree, entry, entries, path, offset);
    const found = inValue(tree, entry, [...path, ...entry.path], entries, path, offset);
    if (found) return found;
  }
  return newKey(path, entries, offset);
}

function newKey(path: readonly string[], siblings: readonly Entry[], offset: number): Cursor {
  return { place: 'key', path, word: { start: offset, end: offset }, siblings, complete: false, inList: false };
}

function inKey(tree: Tree, entry: Entry, siblings: readonly Entry[], path: readonly string[], offset: number): Cursor {
  const { inside, word } = lastSegment(tree, entry.key, offset);
  const complete =
    entry.value.kind !== 'missing' ||
    word.end < entry.key.end ||
    /^\s*[=:]/.test(tree.text.slice(entry.key.end, entry.key.end + 20));
  return { place: 'key', path: [...path, ...inside], word, siblings, complete, inList: false };
}

/** Of a dotted name the segment at the offset, and those before it. */
function lastSegment({ text }: Tree, { start, end }: Range, offset: number) {
  const typed = text.slice(start, offset);
  const lead = typed.lastIndexOf('.') + 1;
  const inside = typed
    .slice(0, lead)
    .split('.')
    .filter((segment) => segment !== '');
  const rest = /^[^.]*/.exec(text.slice(offset, end))?.[0] ?? '';
  return { inside, word: { start: start + lead, end: offset + rest.length } };
}

function inValue(
  tree: Tree,
  entry: Entry,
  path: readonly string[],
  siblings: readonly Entry[],
  owner: readonly string[],
  offset: number,
): Cursor | undefined {
  const { value } = entry;
  if (value.kind === 'missing') {
    const between = tree.text.slice(entry.key.end, offset);
    if (!/^[ \t]*[=:][ \t]*$/.test(between)) return undefined;
    return { place: 'value', path, word: { start: offset, end: offset }, siblings, complete: false, inList: false };
  }
  const late = value.parts?.find(
    (part) =>
      part.kind === 'scalar' &&
      offset >= part.range.start &&
      offset <= part.range.end &&
      startsLine(tree, part.range.start),
  );
  if (late) {
    const { inside, word } = lastSegment(tree, late.range, offset);
    return { place: 'key', path: [...owner, ...inside], word, siblings, complete: false, inList: false };
  }
  if (value.kind !== 'scalar') return inPieces(tree, value, path, offset);
  if (offset > value.range.end) return undefined;
  const start = Math.min(offset, value.range.start);
  return { place: 'value', path, word: { start, end: value.range.end }, siblings, complete: false, inList: false };
}

function startsLine(tree: Tree, offset: number): boolean {
  return /[\n\r][ \t]*$/.test(tree.text.slice(Math.max(0, offset - 200), offset));
}

/** Inside the brackets; a block that is never closed goes on to the end. */
export function isOpenAt(tree: Tree, { kind, range }: Value, offset: number): boolean {
  const closed = tree.text.charAt(range.end - 1) === (kind === 'object' ? '}' : ']');
  return offset > range.start && !(closed && offset >= range.end);
}

/** A block or list that something is joined to, such as the name that is being typed below it. */
function inPieces(
  tree: Tree,
  value: Value & { kind: 'array' | 'object' },
  path: readonly string[],
  offset: number,
): Cursor | undefined {
  const pieces = value.parts ?? [value];
  const around = pieces.find((piece) => isCompound(piece) && isOpenAt(tree, piece, offset));
  return around && isCompound(around) ? inCompound(tree, around, path, offset) : undefined;
}

function isCompound(value: Value): value is Value & { kind: 'array' | 'object' } {
  return value.kind === 'object' || value.kind === 'array';
}

function inCompound(
  tree: Tree,
  value: Value & { kind: 'array' | 'object' },
  path: readonly string[],
  offset: number,
): Cursor | undefined {
  if (!isOpenAt(tree, value, offset)) return undefined;
  if (value.kind === 'object') return inEntries(tree, value.entries, path, offset);
  for (const item of value.items) {
    if (isCompound(item) && isOpenAt(tree, item, offset)) return inCompound(tree, item, [...path, '[]'], offset);
    if (offset < item.range.start || offset > item.range.end) continue;
    if (isCompound(item)) return undefined;
    return { place: 'value', path: [...path, '[]'], word: item.range, siblings: [], complete: false, inList: true };
  }
  return {
    place: 'value',
    path: [...path, '[]'],
    word: { start: offset, end: offset },
    siblings: [],
    complete: false,
    inList: true,
  };
}
