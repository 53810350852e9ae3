import { type Message, t } from '../../facts/message';
import type { FileId } from '../source';
import type { Range, Tree } from '../tree';
import { readAccess } from './acl-rule';
import { type Line, report, start, type Writing } from './plain-lines';

/**
 * Reads an access list the way Mosquitto's `aclfile__parse` does (checked on 1.6.15, 2.0.11, 2.0.22, 2.1.2): blanks at
 * the end are cut off, only `#` in the first column starts a comment, only U+0020 separates words. Every line that the
 * broker reads becomes an entry `topic`, `pattern` or `user` whose value is the rest of the line.
 */
export function parseAcl(file: FileId, text: string): Tree {
  return start(file, text, readLine, {
    byteOrderMark: t(
      'the file starts with a byte order mark, which mosquitto reads as part of the first word; save it as UTF-8 without BOM',
    ),
    fatal: true,
  });
}

const SPACE = 32;
const KEYWORDS = ['topic', 'pattern', 'user'] as const;
/** One array for all lines with the same word: there may be a million of them. */
const PATHS: ReadonlyMap<string, readonly string[]> = new Map(KEYWORDS.map((word) => [word, [word]]));

function readLine(out: Writing, { start: lineStart, end: lineEnd }: Line): void {
  const { text } = out;
  let at = lineStart;
  while (at < lineEnd && isBlank(text.charCodeAt(at))) at++;
  if (at === lineEnd) {
    checkIndentation(out, lineStart, at);
    return;
  }
  if (text.charCodeAt(at) === 35) {
    lateComment(out, lineStart, at, lineEnd);
    return;
  }
  checkIndentation(out, lineStart, at);
  let keyEnd = at;
  while (keyEnd < lineEnd && !isBlank(text.charCodeAt(keyEnd))) keyEnd++;
  const key = { start: at, end: keyEnd };
  const written = text.slice(at, keyEnd);
  const word = checkKeyword(out, written, key);
  // After a space, the broker takes any other blank for a part of the next word.
  const spaced = text.charCodeAt(keyEnd) === SPACE;
  let valueStart = keyEnd;
  while (valueStart < lineEnd && isBlankAs(text.charCodeAt(valueStart), spaced)) valueStart++;
  checkSeparator(out, keyEnd, valueStart);
  push(out, word ?? written, key, { start: valueStart, end: lineEnd });
  if (word) checkValue(out, word, key, { start: valueStart, end: lineEnd });
}

function push(out: Writing, word: string, key: Range, value: Range): void {
  const { text, entries } = out;
  const path = PATHS.get(word) ?? [word];
  if (value.start >= value.end) {
    const range = { start: key.end, end: key.end };
    entries.push({ path, key, value: { kind: 'missing', range }, range: key });
    return;
  }
  const content = text.slice(value.start, value.end);
  const carriageReturn = content.indexOf('\r');
  if (carriageReturn >= 0) loneCarriageReturn(out, value.start + carriageReturn);
  entries.push({
    path,
    key,
    value: { kind: 'scalar', type: 'string', text: content, quoted: false, range: value },
    range: { start: key.start, end: value.end },
  });
}

function loneCarriageReturn(out: Writing, start: number): void {
  const range = { start, end: start + 1 };
  report(out, range, false, {
    message: t('a carriage return alone does not end a line: for mosquitto the line goes on up to the next LF'),
    title: t('End the line with LF'),
    edits: [{ range, text: '\n' }],
    safe: false,
  });
}

function lateComment(out: Writing, lineStart: number, at: number, end: number): void {
  report(out, { start: at, end }, true, {
    message: t('a comment must start in the first column; mosquitto takes this line for a rule and stops'),
    title: t('Remove the indentation'),
    edits: [{ range: { start: lineStart, end: at }, text: '' }],
  });
}

function checkIndentation(out: Writing, lineStart: number, at: number): void {
  for (let i = lineStart; i < at; i++) {
    if (out.text.charCodeAt(i) === SPACE) continue;
    const range = { start: lineStart, end: at };
    report(out, range, true, {
      message: t(
        'only spaces may indent a rule; mosquitto takes a tab or other blank for a part of the word and stops',
      ),
      title: t('Remove the indentation'),
      edits: [{ range, text: '' }],
    });
    return;
  }
}

/** The keyword that the line begins with, or was meant to. */
function checkKeyword(out: Writing, written: string, range: Range): string | undefined {
  if (PATHS.has(written)) return written;
  const bare = written.toLowerCase().replace(/[:=]$/, '');
  const meant = KEYWORDS.find((word) => word === bare);
  if (!meant) {
    report(out, range, true, { message: unknownWord(written) });
    return undefined;
  }
  report(out, range, true, {
    message: t('mosquitto wants “{word}” exactly so and stops at this spelling', { word: meant }),
    title: t('Change to {word}', { word: meant }),
    edits: [{ range, text: meant }],
  });
  return meant;
}

/** A file of another kind may have been named by mistake, so only what cannot be a password or a key is shown. */
function unknownWord(word: string): Message {
  return /^[a-z_-]{1,16}$/i.test(word)
    ? t('mosquitto knows no “{word}” in an access list and stops; a line begins with topic, pattern or user', { word })
    : t('mosquitto does not know how this line begins and stops; a line begins with topic, pattern or user');
}

function checkSeparator(out: Writing, start: number, end: number): void {
  if (end === start || out.text.charCodeAt(start) === SPACE) return;
  const range = { start, end };
  report(out, range, true, {
    message: t('only a space separates words; mosquitto takes this blank for a part of the word and stops'),
    title: t('Separate by a space'),
    edits: [{ range, text: ' ' }],
  });
}

function checkValue(out: Writing, word: string, key: Range, value: Range): void {
  if (value.start < value.end) {
    if (word !== 'user') readAccess(out, value);
    return;
  }
  const message =
    word === 'user'
      ? t('the user name is missing, mosquitto stops at this line')
      : t('the topic is missing, mosquitto stops at this line');
  report(out, key, true, { message });
}

function isBlankAs(c: number, spaced: boolean): boolean {
  return spaced ? c === SPACE : isBlank(c);
}

/** What a person sees as a blank; of these the broker takes the space alone for one. */
function isBlank(c: number): boolean {
  if (c < 127) return c === SPACE || (c >= 9 && c <= 13);
  return c === 0xa0 || c === 0xfeff || c === 0x3000 || (c >= 0x2000 && c <= 0x200a);
}
