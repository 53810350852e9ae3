import { t } from '../../facts/message';
import type { FileId } from '../source';
import type { Tree } from '../tree';
import { type Line, report, start, type Writing } from './plain-lines';

/**
 * Reads a password file the way Mosquitto's `pwfile__parse` does: `name:hash`, lines without a colon are ignored. Every
 * other line becomes an entry whose path is the user name. What the hash is worth depends on the version.
 */
export function parsePasswords(file: FileId, text: string): Tree {
  return start(file, text, readLine, MARKS);
}

/** Files of pre-shared keys, `identity:key`, go through the same function of the broker. */
export function parsePsk(file: FileId, text: string): Tree {
  return start(file, text, readLine, MARKS);
}

const MARKS = {
  byteOrderMark: t(
    'the file starts with a byte order mark, which becomes part of the first name; save it as UTF-8 without BOM',
  ),
  fatal: false,
};

function readLine(out: Writing, { start: lineStart, end }: Line): void {
  const { text, entries } = out;
  const from = skipBlanks(text, lineStart, end);
  const colon = from + text.slice(from, end).indexOf(':');
  if (colon < from) {
    // The line may hold a password, so the message shows nothing of it.
    const message = t('mosquitto ignores this line, since it holds no colon between a name and what proves it');
    report(out, { start: from, end }, false, { message });
    return;
  }
  let keyEnd = colon;
  while (keyEnd > from && isSpace(text.charCodeAt(keyEnd - 1))) keyEnd--;
  const key = { start: from, end: keyEnd };
  const path = [text.slice(from, keyEnd)];
  const valueStart = skipBlanks(text, colon + 1, end);
  if (valueStart >= end) {
    const range = { start: colon + 1, end: colon + 1 };
    entries.push({ path, key, value: { kind: 'missing', range }, range: { start: from, end: colon + 1 } });
    return;
  }
  const range = { start: valueStart, end };
  const value = { kind: 'scalar', type: 'string', text: text.slice(valueStart, end), quoted: false, range } as const;
  entries.push({ path, key, value, range: { start: from, end } });
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}
