import { t } from '../../facts/message';
import type { FileId } from '../source';
import type { Comment, Entry, Range, Tree, TreeError } from '../tree';
import { endBeforeNul, NUL_MESSAGE } from './nul';

/**
 * Reads Mosquitto's line syntax the way its `config__read_file_core` does (checked on 1.6.15, 2.0.11, 2.0.22, 2.1.2):
 * only LF ends a line, only `#` in the first column starts a comment, only U+0020 ends the name. A line that the broker
 * misreads becomes the entry the user meant plus an error, so that the rest of the tool keeps working.
 */
export function parseLines(file: FileId, text: string): Tree {
  const out: Draft = { text, entries: [], comments: [], errors: [] };
  const end = readableEnd(out);
  let start = skipByteOrderMark(out, end);
  while (start < end) {
    const lineFeed = text.indexOf('\n', start);
    const lineEnd = lineFeed < 0 || lineFeed > end ? end : lineFeed;
    readLine(out, start, lineEnd);
    start = lineEnd + 1;
  }
  return { file, text, entries: out.entries, comments: out.comments, errors: out.errors };
}

interface Draft {
  readonly text: string;
  readonly entries: Entry[];
  readonly comments: Comment[];
  readonly errors: TreeError[];
}

const SPACE = 32;
const CARRIAGE_RETURN = 13;
const HASH = 35;
const BYTE_ORDER_MARK = 0xfeff;

function readableEnd({ text, errors }: Draft): number {
  const nul = text.indexOf('\0');
  if (nul < 0) return text.length;
  const start = endBeforeNul(text, nul);
  errors.push({
    range: { start, end: text.length },
    message: NUL_MESSAGE,
    fatal: false,
    fix: fix(t('Delete the NUL bytes'), nulBytes(text, nul), false),
  });
  return start;
}

function nulBytes(text: string, first: number): { range: Range; text: string }[] {
  const edits = [];
  for (let at = first; at >= 0; at = text.indexOf('\0', at + 1)) {
    let end = at + 1;
    while (text.charCodeAt(end) === 0) end++;
    edits.push({ range: { start: at, end }, text: '' });
    at = end - 1;
  }
  return edits;
}

function skipByteOrderMark({ text, errors }: Draft, end: number): number {
  let after = 0;
  while (after < end && text.charCodeAt(after) === BYTE_ORDER_MARK) after++;
  if (after === 0) return 0;
  const range = { start: 0, end: after };
  errors.push({
    range,
    message: t(
      'the file starts with a byte order mark, which mosquitto reads as part of the first word; save it as UTF-8 without BOM',
    ),
    fatal: true,
    fix: fix(t('Delete the byte order mark'), [{ range, text: '' }], true),
  });
  return after;
}

function readLine(out: Draft, start: number, lineEnd: number): void {
  if (start === lineEnd) return;
  const first = out.text.charCodeAt(start);
  const end = withoutCarriageReturns(out.text, start, lineEnd);
  if (first === HASH) readComment(out, start, end);
  else if (first === CARRIAGE_RETURN) ignoredLine(out, start, end);
  else readIndented(out, start, end);
}

function readIndented(out: Draft, start: number, end: number): void {
  let at = start;
  while (at < end && isBlank(out.text.charCodeAt(at))) at++;
  const marker = commentMarker(out.text, at);
  if (at === end) blankLine(out, start, end);
  else if (marker > 0) lateComment(out, { start, at, end, marker });
  else {
    if (at > start) checkIndentation(out, start, at);
    readDirective(out, at, end);
  }
}

function readComment(out: Draft, start: number, end: number): void {
  out.comments.push({ range: { start, end }, text: out.text.slice(start + 1, end).trim() });
}

/** A first byte of CR makes the broker skip the whole line, whatever follows it. */
function ignoredLine({ errors }: Draft, start: number, end: number): void {
  if (end <= start) return;
  errors.push({
    range: { start, end },
    message: t('the line starts with a carriage return, so mosquitto ignores all of it; end lines with LF or CRLF'),
    fatal: false,
  });
}

function blankLine(out: Draft, start: number, end: number): void {
  if (onlySpaces(out.text, start, end)) return;
  const range = { start, end };
  out.errors.push({
    range,
    message: t('a line of blanks may hold spaces only; mosquitto takes anything else for a directive and stops'),
    fatal: true,
    fix: fix(t('Delete the blanks'), [{ range, text: '' }], true),
  });
}

/** Length of what looks like the start of a comment; 0 where it does not. */
function commentMarker(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c === HASH || c === 59) return 1;
  return c === 47 && text.charCodeAt(at + 1) === 47 ? 2 : 0;
}

function lateComment(out: Draft, line: { start: number; at: number; end: number; marker: number }): void {
  const { start, at, end, marker } = line;
  const indented = out.text.charCodeAt(at) === HASH;
  const edits = [{ range: { start, end: indented ? at : at + marker }, text: indented ? '' : '#' }];
  out.errors.push({
    range: { start: at, end },
    message: indented
      ? t('a comment must start in the first column; mosquitto takes this line for a directive and stops')
      : t('only # in the first column starts a comment; mosquitto takes this line for a directive and stops'),
    fatal: true,
    fix: fix(indented ? t('Remove the indentation') : t('Start the comment with #'), edits, true),
  });
}

function checkIndentation(out: Draft, start: number, end: number): void {
  if (onlySpaces(out.text, start, end)) return;
  const range = { start, end };
  out.errors.push({
    range,
    message: t(
      'only spaces may indent a directive; mosquitto takes a tab or other blank for a part of the name and stops',
    ),
    fatal: true,
    fix: fix(t('Remove the indentation'), [{ range, text: '' }], true),
  });
}

function readDirective(out: Draft, start: number, end: number): void {
  const { text } = out;
  let sign = -1;
  let keyEnd = start;
  for (; keyEnd < end; keyEnd++) {
    const c = text.charCodeAt(keyEnd);
    if (c <= SPACE || c > 126 ? isBlank(c) : false) break;
    if (sign < 0 && (c === 61 || c === 58)) sign = keyEnd;
  }
  if (sign > start && isSeparator(text, start, sign, keyEnd, end)) {
    readSigned(out, start, sign, end);
    return;
  }
  const odd = keyEnd < end && text.charCodeAt(keyEnd) !== SPACE;
  let valueStart = keyEnd;
  while (valueStart < end && (odd ? isBlank : isTrimmed)(text.charCodeAt(valueStart))) valueStart++;
  if (odd) separatorError(out, keyEnd, valueStart, end);
  push(out, { start, end: keyEnd }, valueStart, end);
}

/** `name=value` and `name: value`, but not `plugin_opt_a=b value`, whose name may hold any character. */
function isSeparator(text: string, start: number, sign: number, keyEnd: number, end: number): boolean {
  const name = text.slice(start, sign);
  if (!/^[A-Za-z][\w.-]*$/.test(name)) return false;
  return !/^(?:plugin|auth)_opt_/.test(name) || text.slice(keyEnd, end).trim() === '';
}

function readSigned(out: Draft, start: number, sign: number, end: number): void {
  let valueStart = sign + 1;
  while (valueStart < end && isBlank(out.text.charCodeAt(valueStart))) valueStart++;
  const range = { start: sign, end: sign + 1 };
  const replaced = { start: sign, end: valueStart };
  out.errors.push({
    range,
    message: t('a space separates name and value; mosquitto takes “{sign}” for a part of the name and stops', {
      sign: out.text.charAt(sign),
    }),
    fatal: true,
    fix: fix(t('Separate by a space'), [{ range: replaced, text: valueStart < end ? ' ' : '' }], true),
  });
  push(out, { start, end: sign }, valueStart, end);
}

function separatorError(out: Draft, start: number, valueStart: number, end: number): void {
  const range = { start, end: valueStart };
  const tab = out.text.charCodeAt(start) === 9;
  out.errors.push({
    range,
    message: tab
      ? t('only a space separates name and value; mosquitto takes the tab for a part of the name and stops')
      : t('only a space separates name and value; mosquitto takes this blank for a part of the name and stops'),
    fatal: true,
    fix: fix(t('Separate by a space'), [{ range, text: valueStart < end ? ' ' : '' }], true),
  });
}

function push(out: Draft, key: Range, valueStart: number, lineEnd: number): void {
  const { text } = out;
  let end = lineEnd;
  while (end > valueStart && isTrimmed(text.charCodeAt(end - 1))) end--;
  const path = [text.slice(key.start, key.end)];
  if (end <= valueStart) {
    const at = text.charCodeAt(key.end) === SPACE ? key.end + 1 : key.end;
    out.entries.push({ path, key, value: { kind: 'missing', range: { start: at, end: at } }, range: key });
    return;
  }
  const range = { start: valueStart, end };
  const value = { kind: 'scalar', type: 'string', text: text.slice(valueStart, end), quoted: false, range } as const;
  out.entries.push({ path, key, value, range: { start: key.start, end } });
}

/** What C's `isspace` trims from a string value. */
function isTrimmed(c: number): boolean {
  return c === SPACE || (c >= 9 && c <= 13);
}

/** Whatever a person sees as a blank. */
function isBlank(c: number): boolean {
  if (c < 127) return isTrimmed(c);
  if (c === 0xa0 || c === 0x1680 || c === BYTE_ORDER_MARK || c === 0x3000) return true;
  return (c >= 0x2000 && c <= 0x200b) || c === 0x202f || c === 0x205f;
}

function onlySpaces(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) !== SPACE) return false;
  return true;
}

function withoutCarriageReturns(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) === CARRIAGE_RETURN) last--;
  return last;
}

function fix(
  title: ReturnType<typeof t>,
  edits: readonly { range: Range; text: string }[],
  safe: boolean,
): TreeError['fix'] {
  return { title, edits, safe };
}
