import type { Range, TextEdit } from 'vscode-languageserver/node';
import { toOffset, toRange } from '../convert';
import type { Parsed } from '../documents';

/** Of the whole document, or of the lines that meet `range`; null where the broker's syntax has no formatter. */
export function formatting(parsed: Parsed, version: string, range?: Range): TextEdit[] | null {
  const { broker, tree, lines } = parsed;
  const within = range
    ? { start: toOffset(lines, range.start), end: toOffset(lines, range.end) }
    : { start: 0, end: tree.text.length };
  const changes = broker.editor.format?.(tree, version, within);
  return changes?.map(({ range: place, text }) => ({ range: toRange(lines, place), newText: text })) ?? null;
}
