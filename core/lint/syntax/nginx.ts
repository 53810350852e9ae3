import { type Message, t } from '../../facts/message';
import type { FileId } from '../source';
import type { Comment, Entry, Range, Scalar, Tree, TreeError, Value } from '../tree';

/**
 * The syntax of nginx, as `ngx_conf_read_token` reads it: `name word …;` is an entry whose value is a list of its words,
 * `name word … { … }` one whose value is an object, with the words as its parts. A block of Lua is one word.
 */
export function parseNginx(file: FileId, text: string): Tree {
  const cursor: Cursor = { text, at: 0, comments: [], errors: [] };
  const entries = parse(cursor);
  return { file, text, entries, comments: cursor.comments, errors: cursor.errors };
}

interface Cursor {
  readonly text: string;
  at: number;
  readonly comments: Comment[];
  readonly errors: TreeError[];
}

/** Far more than any sound file has; blocks inside are read as lines, so that nobody who walks the tree runs out of stack. */
const DEEPEST = 100;

interface Open {
  readonly key: Scalar;
  readonly words: readonly Scalar[];
  readonly start: number;
  readonly entries: Entry[];
}

/** Blocks are kept on a stack of their own, so that no depth of nesting is too deep. */
function parse(cursor: Cursor): Entry[] {
  const top: Entry[] = [];
  const open: Open[] = [];
  let words: Scalar[] = [];
  let tooDeep = 0;
  const entries = (): Entry[] => open.at(-1)?.entries ?? top;
  while (skipTrivia(cursor)) {
    const character = cursor.text[cursor.at];
    const start = cursor.at;
    const [key] = words;
    if (character === ';') {
      cursor.at++;
      if (key) entries().push(simple(key, words.slice(1), start));
      else unexpected(cursor, { start, end: start + 1 }, ';');
      words = [];
    } else if (character === '{') {
      if (key && /_by_lua_block$/.test(key.text)) entries().push(lua(cursor, key, words.slice(1)));
      else if (open.length >= DEEPEST) {
        if (key) entries().push(inline(key, words.slice(1)));
        if (tooDeep++ === 0) report(cursor, { start, end: start + 1 }, t('blocks are nested too deeply'));
        cursor.at = start + 1;
      } else if (key) open.push(opened(cursor, key, words.slice(1)));
      else unexpectedBrace(cursor, open);
      words = [];
    } else if (character === '}') {
      cursor.at++;
      if (key) entries().push(unfinished(cursor, key, words.slice(1), start));
      words = [];
      if (tooDeep > 0) {
        tooDeep--;
        continue;
      }
      const block = open.pop();
      if (block) entries().push(closed(block, cursor.at));
      else unexpected(cursor, { start, end: start + 1 }, '}');
    } else words.push(readWord(cursor));
  }
  const [key] = words;
  if (key) entries().push(unfinished(cursor, key, words.slice(1), cursor.at));
  for (let block = open.pop(); block; block = open.pop()) {
    report(cursor, block.key.range, t('the block “{name}” is never closed: add a “}”', { name: block.key.text }));
    entries().push(closed(block, cursor.text.length));
  }
  return top;
}

/** → whether anything follows. */
function skipTrivia(cursor: Cursor): boolean {
  const { text, comments } = cursor;
  for (; cursor.at < text.length; cursor.at++) {
    const character = text[cursor.at];
    if (character === '#') {
      const start = cursor.at;
      const end = text.indexOf('\n', start);
      const stop = end < 0 ? text.length : end;
      const kept = text[stop - 1] === '\r' && stop - 1 > start ? stop - 1 : stop;
      comments.push({ range: { start, end: kept }, text: text.slice(start + 1, kept).trim() });
      cursor.at = stop - 1;
    } else if (!isBlank(character)) return true;
  }
  return false;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function readWord(cursor: Cursor): Scalar {
  const quote = cursor.text[cursor.at];
  return quote === '"' || quote === "'" ? readQuoted(cursor, quote) : readPlain(cursor);
}

/** `${name}` does not open a block, and a backslash keeps what follows it. */
function readPlain(cursor: Cursor): Scalar {
  const { text } = cursor;
  const start = cursor.at;
  for (; cursor.at < text.length; cursor.at++) {
    const character = text[cursor.at];
    if (character === '\\') cursor.at++;
    else if (character === '$' && text[cursor.at + 1] === '{') cursor.at++;
    else if (isBlank(character) || character === ';' || character === '{') break;
  }
  cursor.at = Math.min(cursor.at, text.length);
  return word(cursor, start, cursor.at, false);
}

function readQuoted(cursor: Cursor, quote: string): Scalar {
  const { text } = cursor;
  const start = cursor.at++;
  while (cursor.at < text.length && text[cursor.at] !== quote) cursor.at += text[cursor.at] === '\\' ? 2 : 1;
  if (cursor.at >= text.length) {
    cursor.at = text.length;
    report(cursor, { start, end: cursor.at }, t('the quotation mark is never closed'));
    return word(cursor, start, cursor.at, true);
  }
  const next = text[++cursor.at];
  // nginx reads a closing parenthesis as a word of its own, for the sake of `if ($a = "b")`.
  if (next !== undefined && !isBlank(next) && !';{)'.includes(next)) {
    report(
      cursor,
      { start: cursor.at, end: cursor.at + 1 },
      t('a space, “;” or “{” must follow the closing quotation mark'),
    );
  }
  return word(cursor, start, cursor.at, true);
}

function word({ text }: Cursor, start: number, end: number, quoted: boolean): Scalar {
  const closed = quoted && end - start > 1 && text[end - 1] === text[start];
  const inner = text.slice(quoted ? start + 1 : start, closed ? end - 1 : end);
  return { kind: 'scalar', type: 'string', text: unescaped(inner), quoted, range: { start, end } };
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', '"': '"', "'": "'", '\\': '\\' };

/** Other characters keep their backslash, as those of a regular expression. */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, character: string) => ESCAPES[character] ?? whole);
}

function simple(key: Scalar, words: readonly Scalar[], semicolon: number): Entry {
  const value = listOf(key, words);
  // Blanks before the semicolon belong to the value, so that only the semicolon itself stands behind it.
  const range = { start: value.range.start, end: Math.max(semicolon, value.range.end) };
  return entryOf(key, { ...value, range }, semicolon + 1);
}

function listOf(key: Scalar, words: readonly Scalar[]): { kind: 'array'; items: readonly Scalar[]; range: Range } {
  const start = words[0]?.range.start ?? key.range.end;
  return { kind: 'array', items: words, range: { start, end: words.at(-1)?.range.end ?? start } };
}

/** Words that no semicolon ends. */
function inline(key: Scalar, words: readonly Scalar[]): Entry {
  return entryOf(key, listOf(key, words), words.at(-1)?.range.end ?? key.range.end);
}

function entryOf(key: Scalar, value: Value, end: number): Entry {
  return { path: [key.text], key: key.range, value, range: { start: key.range.start, end } };
}

function unfinished(cursor: Cursor, key: Scalar, words: readonly Scalar[], at: number): Entry {
  const message = t('“{name}” is not finished: add a “;”', { name: key.text });
  const end = words.at(-1)?.range.end ?? key.range.end;
  const fix = { title: t('Add “;”'), edits: [{ range: { start: end, end }, text: ';' }], safe: true };
  const blamed = at < cursor.text.length ? { start: at, end: at + 1 } : { start: key.range.start, end };
  cursor.errors.push({ range: blamed, message, fatal: true, fix });
  return inline(key, words);
}

function opened(cursor: Cursor, key: Scalar, words: readonly Scalar[]): Open {
  return { key, words, start: words[0]?.range.start ?? cursor.at++, entries: skipBrace(cursor) };
}

function skipBrace(cursor: Cursor): Entry[] {
  if (cursor.text[cursor.at] === '{') cursor.at++;
  return [];
}

function closed({ key, words, start, entries }: Open, end: number): Entry {
  return entryOf(key, { kind: 'object', entries, parts: words, range: { start, end } }, end);
}

/** Lua ends at the brace that matches the first one; its own strings and comments are looked over. */
function lua(cursor: Cursor, key: Scalar, words: readonly Scalar[]): Entry {
  const start = words[0]?.range.start ?? cursor.at;
  const { text } = cursor;
  const tokens = /--\[\[[\s\S]*?(?:\]\]|$)|--[^\n]*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[{}]/g;
  tokens.lastIndex = cursor.at;
  let depth = 0;
  let end = text.length;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    if (match[0] === '{') depth++;
    if (match[0] === '}') depth--;
    if (depth > 0) continue;
    end = tokens.lastIndex;
    break;
  }
  if (depth > 0) report(cursor, key.range, t('the block “{name}” is never closed: add a “}”', { name: key.text }));
  cursor.at = end;
  const body = { kind: 'scalar', type: 'string', text: text.slice(start, end), quoted: true } as const;
  return entryOf(key, { ...body, range: { start, end } }, end);
}

/** A block without a name: its contents are read as if it were not there. */
function unexpectedBrace(cursor: Cursor, open: Open[]): void {
  const start = cursor.at++;
  unexpected(cursor, { start, end: start + 1 }, '{');
  const range = { start, end: start };
  open.push({
    key: { kind: 'scalar', type: 'string', text: '', quoted: false, range },
    words: [],
    start,
    entries: [],
  });
}

function unexpected(cursor: Cursor, range: Range, text: string): void {
  report(cursor, range, t('“{text}” is not expected here', { text }));
}

function report(cursor: Cursor, range: Range, message: Message): void {
  cursor.errors.push({ range, message, fatal: true });
}
