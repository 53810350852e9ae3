import type { Span } from '../../source';
import type { Entry, Range, Tree } from '../../tree';
import type { Found } from './directives';
import { atLeast } from './version';

/** One directive line and where it belongs. */
export interface Line {
  readonly tree: Tree;
  readonly entry: Entry;
  /** The name as written. */
  readonly written: string;
  /** The proper name where it is known; aliases are resolved, plugin options shortened to `plugin_opt_`. */
  readonly name: string;
  readonly found: Found | undefined;
  /** The target version knows the name. */
  readonly available: boolean;
  /** The target version knows the name and acts on it. */
  readonly live: boolean;
  /** The value by the broker's string rule; empty where there is none. */
  readonly text: string;
  /** The line stands in a file that another one includes. */
  readonly included: boolean;
  /** The listener or bridge that the line opens or belongs to; undefined: common to all. */
  readonly block: Block | undefined;
  /** Why the broker cannot place the line here. */
  readonly problem: Placement | undefined;
}

/** `listener`: opened by a line; `default`: the listener that exists without one; `bridge`: a connection. */
export interface Block {
  readonly kind: 'listener' | 'default' | 'bridge';
  /** The `listener` or `connection` line. */
  readonly header: Line | undefined;
  /** In reading order, header excluded. */
  readonly lines: readonly Line[];
  /** `tls_keyform engine` stands among them: the key is no file. */
  readonly engineKey: boolean;
}

export type Placement =
  | 'needs-listener'
  | 'needs-bridge'
  | 'needs-plugin'
  | 'unknown-plugin'
  | 'late-per-listener'
  | 'nested-include'
  | 'after-psk'
  | 'after-certificate';

export function span(line: Line, range: Range = line.entry.range): Span {
  return { file: line.tree.file, start: range.start, end: range.end };
}

/** Where to point for the value: what the broker reads of it; the name where there is none. */
export function valueSpan(line: Line): Span {
  if (line.entry.value.kind === 'missing') return span(line, line.entry.key);
  return span(line, firstWord(line) ?? line.entry.value.range);
}

/** The word that counts where the broker reads one only, and leaves the rest, such as a comment, alone. */
export function firstWord(line: Line): Token | undefined {
  const type = line.found?.directive.type;
  return type === 'boolean' || type === 'integer' || type === 'word' ? tokens(line)[0] : undefined;
}

export function keySpan(line: Line): Span {
  return span(line, line.entry.key);
}

/** Offset just before the line end and its carriage returns, or before a NUL byte, behind which C reads nothing. */
export function lineEnd({ text }: Tree, offset: number): number {
  let end = offset;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 0) end++;
  while (end > offset && text.charCodeAt(end - 1) === 13) end--;
  return end;
}

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words after the name as `strtok(" ")` cuts them: only U+0020 separates, a tab belongs to its word. */
export function tokens({ tree, entry }: Pick<Line, 'tree' | 'entry'>): Token[] {
  if (entry.value.kind === 'missing') return [];
  const { text } = tree;
  const spaced = text.charCodeAt(entry.key.end) === 32;
  const end = lineEnd(tree, entry.range.end);
  const result: Token[] = [];
  let at = spaced ? entry.key.end : entry.value.range.start;
  while (at < end) {
    while (at < end && text.charCodeAt(at) === 32) at++;
    if (at >= end) break;
    const start = at;
    while (at < end && text.charCodeAt(at) !== 32) at++;
    result.push({ text: text.slice(start, at), start, end: at });
  }
  return result;
}

/** Last line of that name in the block; the broker keeps the last value. */
export function lastOf(lines: readonly Line[], name: string): Line | undefined {
  return findLast(lines, (line) => line.name === name && line.live);
}

export function findLast<T>(items: readonly T[], test: (item: T) => boolean): T | undefined {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (item !== undefined && test(item)) return item;
  }
  return undefined;
}

/** What the broker makes of a boolean; undefined where it refuses the word. */
export function booleanOf(line: Line | undefined): boolean | undefined {
  const word = line && tokens(line)[0]?.text;
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : undefined;
}

/** Before 2.1 `atoi`, which makes something of anything; from 2.1 on `strtol` over the whole word. */
export function integerOf(word: string, version: string): number | undefined {
  if (!atLeast(version, '2.1.0')) {
    const digits = /^[\t-\r ]*([+-]?\d+)/.exec(word)?.[1];
    return digits === undefined ? 0 : Number(digits);
  }
  const match = /^[\t-\r ]*([+-]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.exec(word);
  if (!match) return undefined;
  const digits = match[2] ?? '';
  const octal = /^0[0-7]+$/.test(digits);
  const magnitude = octal ? Number.parseInt(digits, 8) : Number(digits);
  return match[1] === '-' ? -magnitude : magnitude;
}
