import type { Range } from '../tree';

/**
 * Tokens of EMQX's dialect of HOCON (emqx/hocon 0.45, as in EMQX 5.8 to 6.3; the older and newer patch releases scan
 * the same way). Blanks and line ends separate tokens and mean nothing else.
 */
export interface Token extends Range {
  readonly kind: TokenKind;
  /** Zero-based line on which the token starts, counted by LF as the broker counts. */
  readonly line: number;
  readonly endLine: number;
  /** What the broker reads: escapes and quotes gone; the path of a substitution; a file name for `required`. */
  readonly text: string;
  /** `illegal` only. */
  readonly cause?: IllegalCause;
}

export type TokenKind =
  | '{'
  | '}'
  | '['
  | ']'
  | ','
  | 'separator'
  | 'quoted'
  | 'word'
  | 'number'
  | 'boolean'
  | 'null'
  | 'substitution'
  | 'include'
  | 'required'
  | 'illegal'
  | 'end';

export type IllegalCause =
  | 'character'
  | 'unterminated-quote'
  | 'unterminated-block'
  | 'single-quotes'
  | 'block-comment'
  | 'append'
  | 'semicolon'
  | 'substitution';

export interface Scan {
  /** Ends with one `end` token. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Range[];
}

interface Piece {
  readonly kind: TokenKind;
  readonly end: number;
  readonly text: string;
  readonly cause?: IllegalCause;
}

const COMMENT = /(?:#|\/\/)[^\n\r\u2028\u2029]*/y;
const WORD = /[A-Za-z][A-Za-z0-9_.@%|-]*/y;
/** Longest match first, as leex does: number with a unit, float, integer. */
const UNIT = /[0-9]+(?:%|kb|KB|mb|MB|gb|GB|ms|MS|[dDhHmMsS])/y;
const FLOAT = /[+-]?(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|\.[0-9]+)/y;
const INTEGER = /[+-]?[0-9]+/y;
const SUBSTITUTION = /\$\{\??[A-Za-z][A-Za-z0-9_.@%|-]*\}/y;
const REQUIRED = /required\(("(?:[^"\\\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029])*")\)/y;
const LINE_REST = /[^\n\r\u2028\u2029]*/y;
/** Lookahead is bounded, so that scanning stays linear in text made to hurt. */
const SINGLE_QUOTED = /'[^'\n\r\u2028\u2029]{0,1000}'/y;
const BROKEN_SUBSTITUTION = /\$\{[^}\n\r\u2028\u2029]{0,200}\}/y;
const COMMENT_LOOKAHEAD = 4096;

export function scanHocon(text: string): Scan {
  const scanner = new Scanner(text);
  const tokens: Token[] = [];
  for (;;) {
    const token = scanner.next();
    tokens.push(token);
    if (token.kind === 'end') return { tokens, comments: scanner.comments };
  }
}

/** Gives one token after the other; after the last one `end`, again and again. A text of megabytes needs no list of all. */
export class Scanner {
  /** Those before the last token that was given. */
  readonly comments: Range[] = [];
  at: number;
  line = 0;

  constructor(private readonly text: string) {
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  next(): Token {
    this.skip();
    const { text, at: start, line } = this;
    if (start >= text.length) {
      return { kind: 'end', start: text.length, end: text.length, line, endLine: line, text: '', cause: undefined };
    }
    const { kind, end, text: read, cause } = nextPiece(text, start);
    this.at = cause === 'character' ? this.endOfRun(end) : end;
    if (kind === 'quoted' || kind === 'illegal') this.line += lineFeeds(text, start, this.at);
    const shown = this.at === end ? read : text.slice(start, this.at);
    return { kind, start, end: this.at, line, endLine: this.line, text: shown, cause };
  }

  /** Goes on at an earlier place, before which there were so many comments. */
  back(at: number, line: number, comments: number): void {
    this.at = at;
    this.line = line;
    if (this.comments.length > comments) this.comments.length = comments;
  }

  /** Blanks, line ends and comments. */
  skip(): void {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (isBlank(code)) {
        if (code === 10) this.line++;
        this.at++;
      } else if ((code === 35 || code === 47) && isCommentAt(text, this.at)) {
        const end = endOf(COMMENT, text, this.at);
        this.comments.push({ start: this.at, end });
        this.at = end;
      } else return;
    }
  }

  /** Adjacent illegal characters make one token, so that a run of them is one complaint. */
  private endOfRun(first: number): number {
    let end = first;
    while (end < this.text.length && !isBlank(this.text.charCodeAt(end)) && !isCommentAt(this.text, end)) {
      const piece = nextPiece(this.text, end);
      if (piece.cause !== 'character') break;
      end = piece.end;
    }
    return end;
  }
}

/** Tab, line feed, vertical tab, form feed, carriage return, space, and the two of Unicode that end a line. */
function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028 || code === 0x2029;
}

function isCommentAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 35 || (code === 47 && text.charCodeAt(at + 1) === 47);
}

function nextPiece(text: string, at: number): Piece {
  const code = text.charCodeAt(at);
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return word(text, at);
  const c = text.charAt(at);
  if (c === '{' || c === '}' || c === '[' || c === ']' || c === ',') return { kind: c, end: at + 1, text: c };
  if (c === '=' || c === ':') return { kind: 'separator', end: at + 1, text: c };
  if (c === '"') return quoted(text, at);
  return numeric(text, at) ?? (c === '$' ? substitution(text, at) : undefined) ?? illegal(text, at);
}

function word(text: string, at: number): Piece {
  const end = endOf(WORD, text, at);
  const whole = text.slice(at, end);
  if (whole === 'true' || whole === 'false') return { kind: 'boolean', end, text: whole };
  if (whole === 'null') return { kind: 'null', end, text: whole };
  if (whole === 'include') return { kind: 'include', end, text: whole };
  const required = whole === 'required' ? match(REQUIRED, text, at) : undefined;
  if (required === undefined) return { kind: 'word', end, text: whole };
  return { kind: 'required', end: at + required.length, text: unescapeText(required.slice('required("'.length, -2)) };
}

function numeric(text: string, at: number): Piece | undefined {
  if (!/[0-9+.-]/.test(text.charAt(at))) return undefined;
  const unit = match(UNIT, text, at);
  const number = match(FLOAT, text, at) ?? match(INTEGER, text, at);
  if (number === undefined) return undefined;
  if (unit !== undefined && unit.length > number.length) return { kind: 'word', end: at + unit.length, text: unit };
  return { kind: 'number', end: at + number.length, text: number };
}

function substitution(text: string, at: number): Piece | undefined {
  const whole = match(SUBSTITUTION, text, at);
  if (whole === undefined) return undefined;
  return { kind: 'substitution', end: at + whole.length, text: whole.slice(2, -1) };
}

function quoted(text: string, at: number): Piece {
  if (text.startsWith('"""', at)) {
    const close = text.indexOf('"""', at + 3);
    if (close >= 0) return { kind: 'quoted', end: close + 3, text: tripleQuoted(text.slice(at + 3, close)) };
    return { kind: 'illegal', end: text.length, text: '', cause: 'unterminated-block' };
  }
  const close = closingQuote(text, at);
  if (close >= 0) return { kind: 'quoted', end: close + 1, text: unescapeText(text.slice(at + 1, close)) };
  const rest = match(LINE_REST, text, at) ?? '';
  return { kind: 'illegal', end: at + rest.trimEnd().length, text: rest, cause: 'unterminated-quote' };
}

/**
 * The scanner's rule lets a backslash also stand for itself, and takes the longest match: a quote after a backslash,
 * or after two of them, ends the string only where no other quote on the line does.
 */
function closingQuote(text: string, open: number): number {
  let afterBackslash = -1;
  for (let i = open + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isLineEnd(code)) break;
    if (code !== 34) continue;
    if (text.charCodeAt(i - 1) !== 92) return i;
    afterBackslash = i;
  }
  return afterBackslash;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\\\': '\\',
  '\\"': '"',
  '\\n': '\n',
  '\\t': '\t',
  '\\r': '\r',
  '\\b': '\b',
  '\\f': '\f',
};

/** Unknown escapes keep their backslash; `\uXXXX` is not decoded (emqx/hocon up to 0.45). */
function unescapeText(body: string): string {
  return body.includes('\\') ? body.replace(/\\[\\"ntrbf]/g, (pair) => ESCAPES[pair] ?? pair) : body;
}

/** `"""~`, a line end, lines and `~"""`: EMQX strips the indentation that all lines share, in spaces. */
function tripleQuoted(body: string): string {
  if (!body.startsWith('~\n') && !body.startsWith('~\r\n')) return body;
  const lines = body.slice(body.indexOf('\n') + 1).split('\n');
  const last = (lines.pop() ?? '').replace(/~$/, '');
  const common = commonIndent(lines, last);
  return [...lines, last].map((line) => line.slice(Math.min(common, indentOf(line)))).join('\n');
}

/** Empty lines do not count, nor does a last line of blanks only; above the last one there must be a line that counts. */
function commonIndent(lines: readonly string[], last: string): number {
  if (lines.length === 0) return indentOf(last);
  const counted = lines.filter((line) => line !== '' && line !== '\r');
  if (counted.length === 0) return 0;
  const least = counted.reduce((indent, line) => Math.min(indent, indentOf(line)), Number.POSITIVE_INFINITY);
  return last === '\r' || /^ *$/.test(last) ? least : Math.min(least, indentOf(last));
}

function indentOf(line: string): number {
  return line.length - line.replace(/^ +/, '').length;
}

function illegal(text: string, at: number): Piece {
  const of = (cause: IllegalCause, end: number): Piece => ({ kind: 'illegal', end, text: text.slice(at, end), cause });
  if (text.startsWith('/*', at)) {
    const close = text.slice(at + 2, at + COMMENT_LOOKAHEAD).indexOf('*/');
    const lineEnd = at + (match(LINE_REST, text, at) ?? '').trimEnd().length;
    return of('block-comment', close < 0 ? lineEnd : at + 2 + close + 2);
  }
  if (text.startsWith('+=', at)) return of('append', at + 2);
  if (text.startsWith(';', at)) return of('semicolon', at + 1);
  const single = match(SINGLE_QUOTED, text, at);
  if (single !== undefined) return of('single-quotes', at + single.length);
  const broken = match(BROKEN_SUBSTITUTION, text, at);
  if (broken !== undefined) return of('substitution', at + broken.length);
  return of('character', at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
}

/** Where the match ends; the offset itself where there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  const end = endOf(pattern, text, at);
  return end > at ? text.slice(at, end) : undefined;
}

function lineFeeds(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 10) count++;
  return count;
}
