import type { Entry, Range, Tree, Value } from '../tree';

/** Anything but blanks, line ends, and the punctuators of HOCON, which alone may stand between the nodes of a tree. */
const CONTENT = /[^\s\uFEFF{}[\],:=+]|\+(?!=)/;

/**
 * The text, put together from the nodes and the trivia between them. Throws where a character belongs to no key, value,
 * comment or error, so that equality with the text proves that the parser lost nothing.
 */
export function rebuild(tree: Tree): string {
  let text = '';
  let at = 0;
  for (const { start, end } of leaves(tree)) {
    if (start > at) text += trivia(tree, at, start);
    if (end > at) text += tree.text.slice(Math.max(at, start), end);
    at = Math.max(at, end);
  }
  return text + trivia(tree, at, tree.text.length);
}

function trivia(tree: Tree, start: number, end: number): string {
  const gap = tree.text.slice(start, end);
  if (CONTENT.test(visible(gap))) throw new RangeError(`offset ${start}: ${JSON.stringify(gap)} belongs to no node`);
  return gap;
}

/** Erlang has every control character for a blank; the other syntaxes report them. */
function visible(gap: string): string {
  return CONTENT.test(gap)
    ? Array.from(gap, (character) => (character.charCodeAt(0) < 32 ? ' ' : character)).join('')
    : '';
}

function leaves(tree: Tree): Range[] {
  const ranges = [...tree.comments.map(({ range }) => range), ...tree.errors.map(({ range }) => range)];
  collectEntries(tree.entries, ranges);
  for (const { start, end } of ranges) {
    if (start < 0 || end < start || end > tree.text.length)
      throw new RangeError(`range ${start}–${end} is out of bounds`);
  }
  return ranges.sort((a, b) => a.start - b.start || a.end - b.end);
}

function collectEntries(entries: readonly Entry[], ranges: Range[]): void {
  for (const { key, value, range } of entries) {
    checkInside(key, range);
    ranges.push(key);
    collectValue(value, ranges);
    // The dot behind an Erlang term.
    if (value.kind !== 'missing' && value.range.end < range.end) ranges.push({ start: range.end - 1, end: range.end });
  }
}

function collectValue(value: Value, ranges: Range[]): void {
  if (value.kind === 'object' || value.kind === 'array') {
    for (const part of value.parts ?? []) if (part.kind === 'scalar') ranges.push(part.range);
  }
  if (value.kind === 'object') collectEntries(value.entries, ranges);
  else if (value.kind === 'array') collectItems(value.items, value.range, ranges);
  else ranges.push(value.range);
}

function collectItems(items: readonly Value[], parent: Range, ranges: Range[]): void {
  for (const item of items) {
    checkInside(item.range, parent);
    collectValue(item, ranges);
  }
}

function checkInside(inner: Range, outer: Range): void {
  if (inner.start < outer.start || inner.end > outer.end) {
    throw new RangeError(`range ${inner.start}–${inner.end} leaves its parent ${outer.start}–${outer.end}`);
  }
}
