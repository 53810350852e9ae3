import { type Message, t } from '../../facts/message';
import type { FileId } from '../source';
import type { Comment, Entry, Range, Tree, TreeError } from '../tree';
import { endBeforeNul, NUL_MESSAGE } from './nul';

/** What a parser of a file of lines collects. */
export interface Writing {
  readonly text: string;
  readonly entries: Entry[];
  readonly comments: Comment[];
  readonly errors: TreeError[];
}

/** One line, without its line end and the blanks before it. */
export type Line = Range;

interface Marks {
  readonly byteOrderMark: Message;
  /** The broker stops because of a byte order mark. */
  readonly fatal: boolean;
}

/**
 * Cuts a file into lines as Mosquitto's `fgets_extending` and its callers do: only LF ends a line, trailing blanks are
 * cut off, `#` in the first column starts a comment, and a NUL byte ends the file.
 */
export function start(file: FileId, text: string, read: (out: Writing, line: Line) => void, marks: Marks): Tree {
  const out: Writing = { text, entries: [], comments: [], errors: [] };
  const end = readableEnd(out);
  let at = skipByteOrderMark(out, end, marks);
  while (at < end) {
    const lineFeed = text.indexOf('\n', at);
    const lineEnd = lineFeed < 0 || lineFeed > end ? end : lineFeed;
    const trimmed = trimEnd(text, at, lineEnd);
    if (text.charCodeAt(at) === HASH && trimmed > at) {
      out.comments.push({ range: { start: at, end: trimmed }, text: text.slice(at + 1, trimmed).trim() });
    } else if (trimmed > at) read(out, { start: at, end: trimmed });
    at = lineEnd + 1;
  }
  return { file, text, entries: out.entries, comments: out.comments, errors: out.errors };
}

interface Report {
  readonly message: Message;
  readonly title?: Message | undefined;
  readonly edits?: readonly { range: Range; text: string }[];
  /** Absent: the change is a safe one. */
  readonly safe?: boolean;
}

export function report(
  { errors }: Writing,
  range: Range,
  fatal: boolean,
  { message, title, edits = [], safe = true }: Report,
): void {
  errors.push({ range, message, fatal, fix: title && { title, edits, safe } });
}

const HASH = 35;

function readableEnd(out: Writing): number {
  const nul = out.text.indexOf('\0');
  if (nul < 0) return out.text.length;
  const start = endBeforeNul(out.text, nul);
  report(out, { start, end: out.text.length }, false, {
    message: NUL_MESSAGE,
  });
  return start;
}

function skipByteOrderMark(out: Writing, end: number, { byteOrderMark, fatal }: Marks): number {
  let after = 0;
  while (after < end && out.text.charCodeAt(after) === 0xfeff) after++;
  if (after === 0) return 0;
  const range = { start: 0, end: after };
  const title = t('Delete the byte order mark');
  report(out, range, fatal, { message: byteOrderMark, title, edits: [{ range, text: '' }] });
  return after;
}

/** C's `isspace`. */
function trimEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start) {
    const c = text.charCodeAt(last - 1);
    if (c !== 32 && (c < 9 || c > 13)) break;
    last--;
  }
  return last;
}
