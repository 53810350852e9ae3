import type { TextChange } from '../broker';
import type { Range } from '../tree';

/** One line as an editor counts them: LF ends it. */
export interface TextLine {
  readonly start: number;
  /** Before the line end and its carriage returns. */
  readonly end: number;
  /** Where the next line starts. */
  readonly next: number;
}

export interface LineLayout {
  /** Holds nothing but blanks, and they mean nothing. */
  readonly blank: boolean;
  /** What can go from the line. */
  readonly surplus: readonly Range[];
}

/**
 * The changes that bring lines into shape: no surplus, at most two blank lines in a row, none at the end, and a line end
 * behind the last one. `read` is asked for every line, in order; nothing behind `end` is touched.
 */
export function layout(
  text: string,
  { end, within, read }: { readonly end: number; readonly within: Range; read(line: TextLine): LineLayout },
): readonly TextChange[] {
  const lines = linesOf(text, end).map((line) => ({ ...line, ...read(line) }));
  let last = lines.length - 1;
  while (lines[last]?.blank) last--;
  const changes: TextChange[] = [];
  let blanks = 0;
  for (const [index, line] of lines.entries()) {
    blanks = line.blank ? blanks + 1 : 0;
    if (line.next <= within.start) continue;
    if (line.start >= within.end && line.start > within.start) break;
    if (line.blank && (blanks > MOST_BLANK_LINES || index > last)) changes.push(removal(line.start, line.next));
    else changes.push(...line.surplus.map((range) => removal(range.start, range.end)), ...missingLineEnd(text, line));
  }
  return changes.filter(({ range, text: replacement }) => range.start < range.end || replacement !== '');
}

const MOST_BLANK_LINES = 2;

export const SPACES_AND_TABS: ReadonlySet<number> = new Set([32, 9]);

/** Where the blanks at the end of `start` to `end` begin. */
export function trimmedEnd(text: string, { start, end }: Range, blanks: ReadonlySet<number> = SPACES_AND_TABS): number {
  let at = end;
  while (at > start && blanks.has(text.charCodeAt(at - 1))) at--;
  // Behind blanks a carriage return belongs to the value; at the end of the line it would not.
  return text.charCodeAt(at - 1) === 13 ? end : at;
}

function linesOf(text: string, end: number): TextLine[] {
  const lines: TextLine[] = [];
  for (let start = 0; start < end; ) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? end : lineFeed + 1;
    lines.push({ start, end: beforeLineEnd(text, start, next), next });
    start = next;
  }
  return lines;
}

function beforeLineEnd(text: string, start: number, next: number): number {
  let end = next;
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return end;
}

function removal(start: number, end: number): TextChange {
  return { range: { start, end }, text: '' };
}

/** The last line gets the line end that it lacks, of the kind that the file has. */
function missingLineEnd(text: string, { next }: TextLine): TextChange[] {
  if (next < text.length || text.charCodeAt(next - 1) === 10) return [];
  // A carriage return at the very end is a line end that lost its other half.
  const lineEnd = text.includes('\r\n') && text.charCodeAt(next - 1) !== 13 ? '\r\n' : '\n';
  return [{ range: { start: next, end: next }, text: lineEnd }];
}
