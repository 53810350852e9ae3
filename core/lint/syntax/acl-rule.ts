import { t } from '../../facts/message';
import type { Range } from '../tree';
import { report, type Writing } from './plain-lines';

export const ACCESS_WORDS = ['read', 'write', 'readwrite', 'deny'] as const;

/** What follows `topic` and `pattern`, cut as `aclfile__parse` cuts it. */
export interface AccessParts {
  /** Undefined where the line names none, which means readwrite. */
  readonly access: Range | undefined;
  readonly filter: Range;
}

/** One word is always the filter, even one that reads like an access; of several the first is the access. */
export function accessParts(text: string, { start, end }: Range): AccessParts {
  let space = start;
  while (space < end && text.charCodeAt(space) !== 32) space++;
  if (space === end) return { access: undefined, filter: { start, end } };
  let filter = space;
  // `misc__trimblanks` takes any blank off the front of the filter.
  while (filter < end && isSpace(text.charCodeAt(filter))) filter++;
  return { access: { start, end: space }, filter: { start: filter, end } };
}

export function readAccess(out: Writing, value: Range): void {
  const { access, filter } = accessParts(out.text, value);
  if (access && !checkAccess(out, access, filter)) return;
  if (!access) checkSingleWord(out, filter);
  checkFilter(out, filter);
}

/** False where the whole line is wrong, so that nothing can be said of the filter. */
function checkAccess(out: Writing, access: Range, filter: Range): boolean {
  const word = out.text.slice(access.start, access.end);
  if (ACCESS_WORDS.some((known) => known === word)) return true;
  const lower = word.trim().toLowerCase();
  const meant = MEANT[lower] ?? ACCESS_WORDS.find((known) => known === lower);
  if (meant === undefined && filterWithBlanks(out, access, filter)) return false;
  report(out, access, true, {
    message: t('“{word}” is no kind of access, mosquitto stops; write read, write, readwrite or deny', { word }),
    title: meant ? t('Change to {word}', { word: meant }) : undefined,
    edits: meant ? [{ range: access, text: meant }] : [],
  });
  return true;
}

const MEANT: Readonly<Record<string, string | undefined>> = {
  rw: 'readwrite',
  all: 'readwrite',
  'read-write': 'readwrite',
  'read/write': 'readwrite',
  'write/read': 'readwrite',
  writeread: 'readwrite',
  pubsub: 'readwrite',
  subscribe: 'read',
  sub: 'read',
  publish: 'write',
  pub: 'write',
};

/** `topic a/b # comment` or a topic with blanks in it: what is wrong is not the access. */
function filterWithBlanks(out: Writing, access: Range, filter: Range): boolean {
  const word = out.text.slice(access.start, access.end);
  const comment = out.text.charCodeAt(filter.start) === 35 && out.text.charCodeAt(filter.start + 1) !== 47;
  if (!/[/#+%]/.test(word) && !(comment && filter.end > filter.start + 1)) return false;
  if (comment) {
    report(out, filter, true, {
      message: t('a comment needs a line of its own; mosquitto takes “{word}” for the kind of access and stops', {
        word,
      }),
      title: t('Move the comment above'),
      edits: movedComment(out, { start: filter.start, end: filter.end }, access.end),
    });
    return true;
  }
  report(out, access, true, {
    message: t(
      'mosquitto takes “{word}” for the kind of access and stops; a topic with blanks in it needs read, write or readwrite before it',
      { word },
    ),
    title: t('Insert readwrite'),
    edits: [{ range: { start: access.start, end: access.start }, text: 'readwrite ' }],
    safe: false,
  });
  return true;
}

function movedComment(out: Writing, comment: Range, from: number): { range: Range; text: string }[] {
  const lineStart = out.text.lastIndexOf('\n', comment.start) + 1;
  const crlf = out.text.charCodeAt(out.text.indexOf('\n', comment.end) - 1) === 13;
  const text = `${out.text.slice(comment.start, comment.end)}${crlf ? '\r\n' : '\n'}`;
  return [
    { range: { start: lineStart, end: lineStart }, text },
    { range: { start: from, end: comment.end }, text: '' },
  ];
}

function checkSingleWord(out: Writing, filter: Range): void {
  const text = out.text.slice(filter.start, filter.end);
  const glued = /^(read|write|readwrite|deny)([\t\v\f\r]+)(?=.)/.exec(text);
  if (glued) {
    const start = filter.start + (glued[1]?.length ?? 0);
    const range = { start, end: start + (glued[2]?.length ?? 0) };
    report(out, range, false, {
      message: t('only a space separates words; mosquitto takes “{word}” and what follows for one topic', {
        word: glued[1] ?? '',
      }),
      title: t('Separate by a space'),
      edits: [{ range, text: ' ' }],
      safe: false,
    });
  } else if (ACCESS_WORDS.some((word) => word === text)) {
    const message = t('the topic is missing: mosquitto takes “{word}” for the topic, readable and writable', {
      word: text,
    });
    report(out, filter, false, { message });
  }
}

/** The rules for filters in a subscription (MQTT 5.0 section 4.7); `mosquitto_sub_topic_check`. */
function checkFilter(out: Writing, filter: Range): void {
  const text = out.text.slice(filter.start, filter.end);
  const wrong = /[^/][+#]|\+[^/]|#./s.exec(text);
  if (wrong) {
    const comment = /\s#/.exec(text);
    if (comment) trailingComment(out, filter, comment.index);
    else wildcard(out, filter, wrong);
    return;
  }
  // TOPIC_HIERARCHY_LIMIT of the broker, and the limit of an MQTT string.
  const levels = text.split('/').length - 1;
  if (levels > 200) report(out, filter, true, { message: t('mosquitto stops at a topic with more than 200 slashes') });
  else if (bytes(text) > 65_535) report(out, filter, true, { message: t('mosquitto stops at a topic of this length') });
}

/** Length in UTF-8; counted only where it may matter. */
function bytes(text: string): number {
  if (text.length < 20_000) return text.length;
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}

function trailingComment(out: Writing, filter: Range, index: number): void {
  let from = filter.start + index;
  while (from > filter.start && isSpace(out.text.charCodeAt(from - 1))) from--;
  const start = filter.start + index + 1;
  report(out, { start, end: filter.end }, true, {
    message: t('a comment needs a line of its own; mosquitto takes this one for a part of the topic and stops'),
    title: t('Move the comment above'),
    edits: movedComment(out, { start, end: filter.end }, from),
  });
}

function wildcard(out: Writing, filter: Range, wrong: RegExpExecArray): void {
  const sign = /[+#]/.exec(wrong[0]);
  const start = filter.start + wrong.index + (sign?.index ?? 0);
  const message =
    sign?.[0] === '#'
      ? t('“#” must be the last level of the topic and a whole one; mosquitto stops at this line')
      : t('“+” must be a whole level of the topic; mosquitto stops at this line');
  report(out, { start, end: start + 1 }, true, { message });
}

function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}
