import type { TextChange } from '../broker';
import type { Entry, Range, Tree, Value } from '../tree';
import { type LineLayout, layout, type TextLine, trimmedEnd } from './layout';

/**
 * Blanks at line ends, runs of blank lines, the end of the file; inside a text over several lines nothing. How people
 * indent and align their blocks is left to them. A text with errors is left alone.
 */
export function format(tree: Tree, within: Range): readonly TextChange[] {
  const { text, entries, errors } = tree;
  if (errors.length > 0) return [];
  const texts = longTexts(tree, entries);
  let index = 0;
  const read = (line: TextLine): LineLayout => {
    const { start, end } = line;
    while ((texts[index]?.end ?? Number.POSITIVE_INFINITY) <= end) index++;
    const around = texts[index];
    if (around && around.start <= end) return { blank: false, surplus: [] };
    const stop = trimmedEnd(text, line);
    return { blank: stop === start, surplus: [{ start: stop, end }] };
  };
  return layout(text, { end: text.length, within, read });
}

/** Strings over several lines, in the order of the text. */
function longTexts(tree: Tree, entries: readonly Entry[]): Range[] {
  return entries.flatMap(({ value }) => inValue(tree, value)).sort((a, b) => a.start - b.start);
}

function inValue(tree: Tree, value: Value): Range[] {
  const parts: readonly Value[] = 'parts' in value ? (value.parts ?? []) : [];
  if (parts.length > 0) return parts.flatMap((part) => inValue(tree, part));
  if (value.kind === 'object') return longTexts(tree, value.entries);
  if (value.kind === 'array') return value.items.flatMap((item) => inValue(tree, item));
  const isLong = value.kind === 'scalar' && tree.text.slice(value.range.start, value.range.end).includes('\n');
  return isLong ? [value.range] : [];
}
