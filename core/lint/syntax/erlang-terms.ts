import { type Message, t } from '../../facts/message';
import type { FileId } from '../source';
import type { ArrayValue, Comment, Entry, Range, Scalar, Tree, TreeError, Value } from '../tree';
import { type Token, tokenAt } from './erlang-tokens';

/**
 * Reads Erlang terms as `file:consult/1` does: each ends with a dot and a blank. A tuple is an entry whose path is its
 * first atom and whose value is an array of the other members; tuples and lists are arrays, told apart by their first
 * character (`isTuple`). Of a map the keys and values are the items. A term that cannot be read is an error, and reading goes on behind its dot.
 */
export function parseErlangTerms(file: FileId, text: string): Tree {
  const reading: Reading = { text, at: 0, comments: [], errors: [] };
  const entries: Entry[] = [];
  for (;;) {
    const token = peek(reading);
    if (token.kind === 'end') break;
    const entry = readEntry(reading, token);
    if (entry) entries.push(entry);
  }
  return { file, text, entries, comments: reading.comments, errors: reading.errors };
}

/** `{…}`, not `[…]`. */
export function isTuple({ text }: Pick<Tree, 'text'>, value: Value): value is ArrayValue {
  return value.kind === 'array' && firstBracket(text, value.range) === '{';
}

/** `[…]`. */
export function isList({ text }: Pick<Tree, 'text'>, value: Value): value is ArrayValue {
  return value.kind === 'array' && firstBracket(text, value.range) === '[';
}

/** Behind parentheses, which change nothing. */
function firstBracket(text: string, { start }: Range): string {
  let at = start;
  while (tokenAt(text, at).text === '(' || tokenAt(text, at).kind === 'comment') at = tokenAt(text, at).range.end;
  return tokenAt(text, at).text;
}

/** An atom or a number as it is written; undefined for texts, lists and tuples. */
export function word(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && !value.quoted ? value.text : undefined;
}

interface Reading {
  readonly text: string;
  at: number;
  readonly comments: Comment[];
  readonly errors: TreeError[];
}

/** Deeper terms are no rules, and would exhaust the stack. */
const DEEPEST = 50;

/** The next token that is no comment; it is not taken. */
function peek(reading: Reading): Token {
  for (;;) {
    const token = tokenAt(reading.text, reading.at);
    if (token.kind !== 'comment') return token;
    const { start, end } = token.range;
    const shown = reading.text.charAt(end - 1) === '\r' ? end - 1 : end;
    const range = { start, end: shown };
    reading.comments.push({ range, text: reading.text.slice(start, shown).replace(/^%+/, '').trim() });
    reading.at = end;
  }
}

function readEntry(reading: Reading, first: Token): Entry | undefined {
  const { start } = first.range;
  const value = readValue(reading, 0);
  const next = peek(reading);
  if (value && next.kind === 'dot') {
    reading.at = next.range.end;
    return entryOf(reading.text, value, { start, end: next.range.end });
  }
  if (value && startsRule(reading.text, next)) {
    const end = value.range.end;
    const range = { start: end - 1, end };
    const fix = { title: t('End it with a dot'), edits: [{ range: { start: end, end }, text: '.' }], safe: true };
    reading.errors.push({ range, message: t('the dot at the end is missing'), fatal: true, fix });
    return entryOf(reading.text, value, { start, end });
  }
  const already = reading.errors.some(({ range }) => range.start >= start);
  skip(reading, start);
  if (!already) reading.errors.push({ range: next.range, message: unexpected(next), fatal: true });
  reading.errors.push({ range: { start, end: reading.at }, message: NOT_READ, fatal: false });
  return undefined;
}

const NOT_READ = t('this is not read, for the reason that is reported with it');

function startsRule(text: string, { kind, range }: Token): boolean {
  return kind === 'end' || (text.charAt(range.start) === '{' && /(?:^|\n)[ \t]*$/.test(text.slice(0, range.start)));
}

/** Up to behind the next dot, or to the next line that begins a rule. */
function skip(reading: Reading, start: number): void {
  const pattern = /\.(?=[\s%]|$)|\n(?=[ \t]*\{[ \t]*(?:allow|deny)\b)/g;
  pattern.lastIndex = Math.max(reading.at, start + 1);
  const match = pattern.exec(reading.text);
  reading.at = match ? match.index + 1 : reading.text.length;
}

function entryOf(text: string, value: Value, range: Range): Entry {
  const [head] = value.kind === 'array' ? value.items : [];
  const isRule = isTuple({ text }, value) && head?.kind === 'scalar';
  if (!isRule || value.kind !== 'array') {
    const key = { start: range.start, end: range.start };
    return { path: [''], key, value, range };
  }
  return { path: [head.text], key: head.range, value: { ...value, items: value.items.slice(1) }, range };
}

function readValue(reading: Reading, depth: number): Value | undefined {
  const token = peek(reading);
  if (token.kind === 'punctuation') return readCompound(reading, token, depth);
  if (token.kind !== 'atom' && token.kind !== 'string' && token.kind !== 'number') return fail(reading, token);
  if (token.open) return fail(reading, token);
  reading.at = token.range.end;
  return token.kind === 'string' ? joined(reading, token) : scalar(token);
}

function scalar({ kind, range, text }: Token): Scalar {
  return { kind: 'scalar', type: kind === 'number' ? 'number' : 'string', text, quoted: kind === 'string', range };
}

/** Strings side by side are one. */
function joined(reading: Reading, first: Token): Scalar {
  let { text } = first;
  const parts = [scalar(first)];
  for (let next = peek(reading); next.kind === 'string' && !next.open; next = peek(reading)) {
    text += next.text;
    parts.push(scalar(next));
    reading.at = next.range.end;
  }
  if (parts.length === 1) return scalar(first);
  return { ...scalar(first), text, range: { start: first.range.start, end: reading.at }, parts };
}

function readCompound(reading: Reading, open: Token, depth: number): Value | undefined {
  if (open.text === '-' || open.text === '+') return readSigned(reading, open);
  if (open.text === '(') return readParentheses(reading, open, depth);
  if (open.text === '#') return readMap(reading, open, depth);
  const close = CLOSERS[open.text];
  if (close === undefined || depth >= DEEPEST) return fail(reading, open);
  reading.at = open.range.end;
  const items: Value[] = [];
  if (peek(reading).text === close && peek(reading).kind === 'punctuation') return finish(reading, open, items);
  for (;;) {
    const item = readValue(reading, depth + 1);
    if (!item) return undefined;
    items.push(item);
    const next = peek(reading);
    if (next.kind !== 'punctuation') return fail(reading, next);
    if (next.text === close) return finish(reading, open, items);
    if (next.text === '|' && open.text === '[') return readTail(reading, open, items, depth);
    if (next.text !== ',') return fail(reading, next);
    reading.at = next.range.end;
  }
}

/** Characters of a list that other lists do not have, so that none is lost. */
function withMarks(value: Value, marks: readonly Token[]): Value {
  return value.kind === 'array' ? { ...value, parts: [...(value.parts ?? []), ...marks.map(scalar)] } : value;
}

/** `(term)` is the term. */
function readParentheses(reading: Reading, open: Token, depth: number): Value | undefined {
  if (depth >= DEEPEST) return fail(reading, open);
  reading.at = open.range.end;
  const value = readValue(reading, depth + 1);
  if (!value) return undefined;
  const close = peek(reading);
  if (close.text !== ')' || close.kind !== 'punctuation') return fail(reading, close);
  reading.at = close.range.end;
  const range = { start: open.range.start, end: close.range.end };
  return { ...withMarks(value, [open, close]), range };
}

/** `[a, b | tail]`: the tail is the last item. */
function readTail(reading: Reading, open: Token, items: readonly Value[], depth: number): Value | undefined {
  const bar = peek(reading);
  reading.at = bar.range.end;
  const tail = readValue(reading, depth + 1);
  if (!tail) return undefined;
  const close = peek(reading);
  if (close.text !== ']' || close.kind !== 'punctuation') return fail(reading, close);
  return withMarks(finish(reading, open, [...items, tail]), [bar]);
}

/** `#{key => value}`: its keys and values in turn, as no rule has a map. */
function readMap(reading: Reading, hash: Token, depth: number): Value | undefined {
  if (depth >= DEEPEST) return fail(reading, hash);
  const brace = peekAfter(reading, hash);
  if (brace.text !== '{' || brace.kind !== 'punctuation') return fail(reading, brace);
  reading.at = brace.range.end;
  const items: Value[] = [];
  const marks: Token[] = [hash];
  for (let wanted: 'key' | 'value' = 'key'; ; wanted = wanted === 'key' ? 'value' : 'key') {
    if (items.length === 0 && peek(reading).text === '}' && peek(reading).kind === 'punctuation')
      return withMarks(finish(reading, hash, items), marks);
    const item = readValue(reading, depth + 1);
    if (!item) return undefined;
    items.push(item);
    const next = peek(reading);
    if (next.kind !== 'punctuation') return fail(reading, next);
    if (wanted === 'value' && next.text === '}') return withMarks(finish(reading, hash, items), marks);
    if (next.text !== (wanted === 'key' ? '=>' : ',')) return fail(reading, next);
    if (wanted === 'key') marks.push(next);
    reading.at = next.range.end;
  }
}

/** The brace behind `#`. */
function peekAfter(reading: Reading, { range }: Token): Token {
  reading.at = range.end;
  return peek(reading);
}

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '<<': '>>' };

/** A binary of one string is that string for every use here. */
function finish(reading: Reading, open: Token, items: readonly Value[]): Value {
  const { end } = peek(reading).range;
  reading.at = end;
  const range = { start: open.range.start, end };
  const [only] = items;
  if (open.text === '<<' && only?.kind === 'scalar') return { ...only, range };
  if (open.text === '<<') return { kind: 'scalar', type: 'string', text: '', quoted: true, range };
  return { kind: 'array', items, range };
}

function readSigned(reading: Reading, sign: Token): Value | undefined {
  reading.at = sign.range.end;
  const number = peek(reading);
  reading.at = number.range.end;
  const range = { start: sign.range.start, end: number.range.end };
  return { kind: 'scalar', type: 'number', text: sign.text + number.text, quoted: false, range };
}

function fail(reading: Reading, token: Token): undefined {
  reading.errors.push({ range: token.range, message: unexpected(token), fatal: true });
  return undefined;
}

function unexpected({ kind, text, open }: Token): Message {
  if (open) return t('the closing quote is missing');
  if (kind === 'end') return t('the file ends here, but a closing bracket and a dot are missing');
  if (kind === 'dot') return t('the dot ends it here, but a closing bracket or a value is missing');
  if (kind === 'variable')
    return t('“{word}” begins with a capital letter, as variables do; put a text into quotes', { word: text });
  if (text === '}' || text === ']')
    return t('“{word}” does not fit here: a value is missing, or there is a comma too many', { word: text });
  return t('“{word}” does not fit here: members are separated by commas, and a dot ends the whole', { word: text });
}
