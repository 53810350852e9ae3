import type { TextChange } from '../../../broker';
import type { Entry, Range, Tree } from '../../../tree';
import { type Directive, findDirective, isString } from '../directives';
import { atLeast } from '../version';

/**
 * Tidies what means nothing to the broker: indentation, blanks at line ends, runs of blank lines, the end of the file.
 * Blanks between name and value stay, since people align with them. A line that the broker refuses or misreads stays as
 * it is: to mend it is a fix, not a matter of layout.
 */
export function format(tree: Tree, version: string, within: Range): readonly TextChange[] {
  const { text } = tree;
  const lines = readLines(tree);
  let last = lines.length - 1;
  while (lines[last]?.blank) last--;
  const changes: TextChange[] = [];
  let blanks = 0;
  for (const [index, line] of lines.entries()) {
    blanks = line.blank ? blanks + 1 : 0;
    if (line.next <= within.start) continue;
    if (line.start >= within.end && line.start > within.start) break;
    if (line.blank && (blanks > MOST_BLANK_LINES || index > last)) changes.push(removal(line.start, line.next));
    else changes.push(...tidied(tree, line, version), ...lineEndOf(text, line));
  }
  return changes.filter(({ range, text: replacement }) => range.start < range.end || replacement !== '');
}

const MOST_BLANK_LINES = 2;

interface TextLine {
  readonly start: number;
  /** Before the line end and its carriage returns. */
  readonly end: number;
  /** Where the next line starts. */
  readonly next: number;
  readonly blank: boolean;
  readonly entry: Entry | undefined;
  readonly comment: boolean;
}

/** Up to a NUL, where the broker stops reading; the lines with errors are there without entry. */
function readLines({ text, entries, comments, errors }: Tree): TextLine[] {
  const nul = text.indexOf('\0');
  const end = nul < 0 ? text.length : text.lastIndexOf('\n', nul) + 1;
  const entryAt = cursor(entries);
  const commentAt = cursor(comments);
  const errorAt = cursor([...errors].sort((a, b) => a.range.start - b.range.start));
  const lines: TextLine[] = [];
  for (let start = 0; start < end; ) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? end : lineFeed + 1;
    const entry = entryAt(start, next);
    const comment = commentAt(start, next) !== undefined;
    const wrong = errorAt(start, next) !== undefined;
    const stop = beforeLineEnd(text, start, next);
    const blank = !wrong && !comment && entry === undefined && text.slice(start, stop).trim() === '';
    lines.push({ start, end: stop, next, blank, entry: wrong ? undefined : entry, comment: comment && !wrong });
    start = next;
  }
  return lines;
}

/** → the item that begins in a line; lines are asked for in order. */
function cursor<T extends { readonly range: Range }>(
  items: readonly T[],
): (start: number, next: number) => T | undefined {
  let index = 0;
  return (start, next) => {
    while ((items[index]?.range.start ?? Number.POSITIVE_INFINITY) < start) index++;
    const item = items[index];
    return item && item.range.start < next ? item : undefined;
  };
}

function beforeLineEnd(text: string, start: number, next: number): number {
  let end = next;
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return end;
}

function tidied({ text }: Tree, { start, end, blank, comment, entry }: TextLine, version: string): TextChange[] {
  if (blank) return [removal(start, end)];
  if (comment) return [removal(trimmedEnd(text, start, end, SPACES_AND_TABS), end)];
  if (!entry) return [];
  const directive = findDirective(entry.path[0] ?? '')?.directive;
  const blanks = directive ? trailingBlanks(directive, entry, version) : NONE;
  return [removal(start, entry.key.start), removal(trimmedEnd(text, entry.key.end, end, blanks), end)];
}

function removal(start: number, end: number): TextChange {
  return { range: { start, end }, text: '' };
}

const NONE: ReadonlySet<number> = new Set();
const SPACES: ReadonlySet<number> = new Set([32]);
const SPACES_AND_TABS: ReadonlySet<number> = new Set([32, 9]);

/** Blanks that the version drops at the end of such a value; for words a tab is a part of the word. */
function trailingBlanks({ type }: Directive, { value }: Entry, version: string): ReadonlySet<number> {
  if (isString(type)) return atLeast(version, '1.6.9') ? SPACES_AND_TABS : NONE;
  switch (type) {
    case 'raw-path':
    case 'raw-word':
    case 'plugin-option':
    case 'plugin-load':
      return NONE;
    case 'plugin':
      return atLeast(version, '1.6.9') && !atLeast(version, '2.1.0') ? SPACES_AND_TABS : NONE;
    case 'log-dest':
      return value.kind === 'scalar' && /^file\b/.test(value.text) ? NONE : SPACES;
    default:
      return SPACES;
  }
}

function trimmedEnd(text: string, start: number, end: number, blanks: ReadonlySet<number>): number {
  let at = end;
  while (at > start && blanks.has(text.charCodeAt(at - 1))) at--;
  // Behind blanks a carriage return belongs to the value; at the end of the line it would not.
  return text.charCodeAt(at - 1) === 13 ? end : at;
}

/** The last line gets the line end that it lacks, of the kind that the file has. */
function lineEndOf(text: string, { start, next }: TextLine): TextChange[] {
  if (next < text.length || start === next || text.charCodeAt(next - 1) === 10) return [];
  // A carriage return at the very end is a line end that lost its other half.
  const lineEnd = text.includes('\r\n') && text.charCodeAt(next - 1) !== 13 ? '\r\n' : '\n';
  return [{ range: { start: next, end: next }, text: lineEnd }];
}
