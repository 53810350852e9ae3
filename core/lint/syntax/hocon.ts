import { t } from '../../facts/message';
import type { FileId } from '../source';
import type { ArrayValue, Comment, Entry, ObjectValue, Range, Scalar, Tree, Value } from '../tree';
import { HoconErrors } from './hocon-errors';
import { scanHocon, type Token } from './hocon-lexer';

/** Blocks nested deeper are skipped: no EMQX file comes near, and everything after parsing may recurse. */
const MAX_DEPTH = 200;

/** Parses the dialect that EMQX reads from a file (`hocon:files`, where a trailing comma is an error). */
export function parseHocon(file: FileId, text: string): Tree {
  const { tokens, comments } = scanHocon(text);
  const parser = new Parser(text, tokens);
  const entries = parser.root();
  return {
    file,
    text,
    entries,
    comments: comments.flatMap((range) => comment(text, range, parser.errors)),
    errors: parser.errors.list(),
  };
}

function comment(text: string, range: Range, errors: HoconErrors): Comment[] {
  if (errors.swallows(range.start)) return [];
  const marker = text.charAt(range.start) === '#' ? 1 : 2;
  return [{ range, text: text.slice(range.start + marker, range.end).trim() }];
}

/** A cursor over the tokens. Every loop takes a token or ends. */
class Parser {
  readonly errors: HoconErrors;
  private at = 0;
  private depth = 0;
  private openArrays = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {
    this.errors = new HoconErrors(text);
  }

  root(): Entry[] {
    if (this.peek().kind !== '{') return this.fields('end', undefined);
    const open = this.take();
    const entries = this.fields('}', open);
    if (this.peek().kind !== 'end') {
      this.errors.fatal(this.peek(), t('nothing may follow the closing brace of the whole file'));
    }
    return [...entries, ...this.fields('end', undefined)];
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? (this.tokens[this.tokens.length - 1] as Token);
  }

  private take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  /** Fields up to and including the closer. */
  private fields(closer: '}' | 'end', open: Token | undefined): Entry[] {
    const entries: Entry[] = [];
    let comma: Token | undefined;
    let afterField = false;
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end' || (token.kind === '}' && closer === '}')) {
        if (comma !== undefined) this.errors.trailingComma(comma);
        if (token.kind === 'end' && open !== undefined) this.errors.fatal(open, t('this brace is never closed'));
        this.take();
        return entries;
      }
      if (token.kind === ']' && open !== undefined && this.openArrays > 0) {
        this.errors.fatal(token, t("the block is not closed before this: '}' is missing"));
        return entries;
      }
      if (token.kind === ',') {
        this.take();
        if (!afterField) this.errors.surplusComma(token);
        else comma = token;
        afterField = false;
        continue;
      }
      const entry = this.field();
      if (entry !== undefined) entries.push(entry);
      comma = undefined;
      afterField = true;
    }
  }

  private field(): Entry | undefined {
    const token = this.peek();
    if (token.kind === 'include') return this.include();
    if (token.kind === 'separator') {
      this.take();
      this.errors.straySeparator(token);
      return undefined;
    }
    if (this.isKey(0)) return this.keyed(this.take(), undefined);
    const mixed = this.mixedKey();
    if (mixed !== undefined) return mixed;
    if (token.kind === 'word' || token.kind === 'quoted') return this.notAKey(token);
    return this.stray(token);
  }

  /** A string right before a separator or a brace is a key, wherever it stands. */
  private isKey(ahead: number): boolean {
    const { kind } = this.peek(ahead);
    if (kind !== 'word' && kind !== 'quoted') return false;
    const next = this.peek(ahead + 1).kind;
    return next === 'separator' || next === '{';
  }

  private keyed(key: Token, path: readonly string[] | undefined, start = key.start): Entry {
    const range = { start, end: key.end };
    const separators: Token[] = [];
    while (this.peek().kind === 'separator') separators.push(this.take());
    this.errors.separators(separators);
    const value = this.value(range, false);
    return {
      path: path ?? keyPath(key),
      key: range,
      value,
      range: { start, end: Math.max(range.end, value.range.end) },
    };
  }

  /** `a."b" = 1`: no mixture of quoted and unquoted segments is a key; read as the user meant it. */
  private mixedKey(): Entry | undefined {
    let length = 0;
    while (length < 50 && isKeyPiece(this.peek(length)) && (length === 0 || this.glued(length))) length++;
    const next = this.peek(length).kind;
    if (length < 2 || (next !== 'separator' && next !== '{')) return undefined;
    const pieces = Array.from({ length }, () => this.take());
    const first = pieces[0] as Token;
    const last = pieces[length - 1] as Token;
    const path = pieces.flatMap((piece) => (piece.kind === 'illegal' ? [] : keyPath(piece)));
    this.errors.mixedKey({ start: first.start, end: last.end }, path, pieces);
    return this.keyed(last, path, first.start);
  }

  private glued(ahead: number): boolean {
    return this.peek(ahead).start === this.peek(ahead - 1).end;
  }

  /** A word in the place of a key with no separator after it. */
  private notAKey(token: Token): Entry | undefined {
    this.take();
    const next = this.peek();
    const key = { start: token.start, end: token.end };
    if (next.cause === 'append') {
      this.errors.illegal(this.take(), this.peek());
      return this.keyed(token, undefined);
    }
    const sameLine = next.line === token.endLine;
    if (sameLine && startsValue(next) && !(this.isKey(0) && next.start > token.end)) {
      this.errors.missingSeparator(token, next);
      const value = this.value(key, false);
      return { path: keyPath(token), key, value, range: { start: key.start, end: Math.max(key.end, value.range.end) } };
    }
    this.errors.fatal(token, t("'{key}' has no value: write '{key} = value'", { key: token.text }));
    return {
      path: keyPath(token),
      key,
      value: { kind: 'missing', range: { start: key.end, end: key.end } },
      range: key,
    };
  }

  /** Anything that cannot begin a field: reported with all that belongs to it, and left out. */
  private stray(token: Token): undefined {
    if (token.kind === '{' || token.kind === '[') {
      const value = this.bracketed();
      this.errors.fatal(value.range, t('a block must have a name in front of it'));
      return undefined;
    }
    this.take();
    if (token.kind === 'illegal') return this.illegalField(token);
    if (token.kind === '}' || token.kind === ']') {
      this.errors.fatal(token, t("'{bracket}' closes nothing", { bracket: token.kind }));
      return undefined;
    }
    if (this.peek().kind === 'separator' || this.glued(0)) this.errors.badKey(token, this.rawWord(token));
    else
      this.errors.fatal(
        token,
        t("'{text}' is not expected here: the value before it has already ended", { text: this.slice(token) }),
      );
    this.skipLine(token);
    return undefined;
  }

  private illegalField(token: Token): undefined {
    this.errors.illegal(token, this.peek());
    if (token.cause === 'character' || token.cause === 'single-quotes' || token.cause === 'substitution')
      this.skipLine(token);
    return undefined;
  }

  /** After a number in place of a key: the rest of its line, so that `1a = x` is one complaint. */
  private skipLine(first: Token): void {
    let last = first;
    while (this.glued(0) && ['word', 'number', 'illegal', 'boolean', 'null'].includes(this.peek().kind))
      last = this.take();
    if (this.peek().kind === 'separator' && this.peek().line === last.endLine) {
      this.take();
      const value = this.value(last, false);
      this.errors.lost({ start: first.start, end: Math.max(last.end, value.range.end) });
    } else {
      this.errors.lost({ start: first.start, end: last.end });
    }
  }

  private include(): Entry | undefined {
    const keyword = this.take();
    while (this.peek().kind === 'separator') this.take();
    const next = this.peek();
    if (
      next.kind === 'required' ||
      next.kind === 'quoted' ||
      (next.kind === 'word' && !this.isKey(0) && !this.call())
    ) {
      this.take();
      const value: Scalar = {
        kind: 'scalar',
        type: 'string',
        text: next.text,
        quoted: next.kind !== 'word',
        range: rangeOf(next),
      };
      return { path: ['include'], key: rangeOf(keyword), value, range: { start: keyword.start, end: next.end } };
    }
    const structural = next.line !== keyword.line || isPunctuation(next) || this.isKey(0);
    const end = this.call() ? this.skipCall() : structural ? keyword.end : this.take().end;
    this.errors.include({ start: keyword.start, end });
    return undefined;
  }

  /** `file(`, `url(`, `required(file(`. */
  private call(): boolean {
    const paren = this.peek(1);
    return this.peek().kind === 'word' && paren.kind === 'illegal' && paren.text.startsWith('(');
  }

  private skipCall(): number {
    const { line } = this.peek();
    let end = this.peek().end;
    while (this.peek().line === line && ['word', 'illegal', 'quoted', 'required'].includes(this.peek().kind))
      end = this.take().end;
    return end;
  }

  private value(key: Range, inArray: boolean): Value {
    const token = this.peek();
    if (token.kind === 'number' || token.kind === 'boolean' || token.kind === 'null') return this.primitive(inArray);
    if (token.kind === 'illegal') return this.broken(token);
    if (this.isKey(0)) {
      const sameLine = token.line === this.lineBefore();
      if (this.rawFollows() && (sameLine || inArray)) return this.raw(token, this.rawWord(token));
      return this.missing(key);
    }
    if (!startsValue(token)) return this.missing(key);
    return this.concatenation(inArray);
  }

  private lineBefore(): number {
    return this.tokens[this.at - 1]?.endLine ?? 0;
  }

  private missing(key: Range): Value {
    this.errors.fatal(key, t('a value is missing here'));
    return { kind: 'missing', range: { start: this.endBefore(), end: this.endBefore() } };
  }

  private endBefore(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  private primitive(inArray: boolean): Value {
    const token = this.take();
    if (this.goesOn(token, inArray)) return this.raw(token, this.rawWord(token));
    const type = token.kind === 'number' ? 'number' : token.kind === 'boolean' ? 'boolean' : 'null';
    return { kind: 'scalar', type, text: token.text, quoted: false, range: rangeOf(token) };
  }

  /** More characters right after a number or a reserved word: meant as one word, read as two. */
  private goesOn(token: Token, inArray: boolean): boolean {
    const next = this.peek();
    if (next.start !== token.end || next.cause === 'semicolon' || this.isKey(0)) return false;
    if (next.text === ':') return !inArray && /[^\s,{}[\]"]/.test(this.text.charAt(next.end));
    return !isPunctuation(next);
  }

  private broken(token: Token): Value {
    if (token.cause === 'character') return this.raw(token, this.rawWord(token));
    this.take();
    this.errors.illegal(token, this.peek());
    if (token.cause === 'block-comment' && startsValue(this.peek())) return this.value(token, false);
    return {
      kind: 'scalar',
      type: 'string',
      text: innerText(token),
      quoted: token.cause === 'single-quotes',
      range: rangeOf(token),
    };
  }

  /** `host:8883`, `http://x`: a word that the broker would cut in two at the colon. */
  private rawFollows(): boolean {
    const separator = this.peek(1);
    return (
      separator.kind === 'separator' &&
      separator.text === ':' &&
      this.glued(1) &&
      /[^\s,{}[\]]/.test(this.text.charAt(separator.end))
    );
  }

  /** The text from a token up to the next blank or bracket: what the user took for one value. */
  private rawWord(token: Range): Range {
    const pattern = /[^\s,{}[\]"#=]*/y;
    pattern.lastIndex = token.end;
    const rest = pattern.exec(this.text)?.[0] ?? '';
    return { start: token.start, end: token.end + rest.replace(/;+$/, '').length };
  }

  /** One value that must be quoted; every token inside it is taken, a comment that begins inside is none. */
  private raw(first: Token, range: Range): Value {
    let { end } = range;
    while (this.peek().kind !== 'end' && this.peek().start < end) end = Math.max(end, this.take().end);
    const whole = { start: range.start, end };
    this.errors.unquoted(first, whole);
    return { kind: 'scalar', type: 'string', text: this.slice(whole), quoted: false, range: whole };
  }

  private slice({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  /** Strings, substitutions, objects and arrays next to each other are one value, across line ends too. */
  private concatenation(inArray: boolean): Value {
    const pieces: Value[] = [];
    const tokens: Token[] = [];
    while (this.continues(pieces.at(-1), inArray)) {
      const token = this.peek();
      tokens.push(token);
      if (token.kind === '{' || token.kind === '[') {
        pieces.push(this.bracketed());
        continue;
      }
      this.take();
      const next = this.peek();
      if (next.cause !== 'character' || !this.glued(0)) pieces.push(this.piece(token));
      else if (token.kind === 'word') pieces.push(this.raw(token, this.rawWord(token)));
      else pieces.push(this.piece(token), this.raw(next, this.rawWord(next)));
      while (tokens.length < pieces.length) tokens.push(next);
    }
    if (pieces.length > 1) this.errors.glue(pieces, tokens, inArray);
    return join(pieces, this.errors);
  }

  private piece(token: Token): Scalar {
    const type = token.kind === 'substitution' ? 'substitution' : 'string';
    return { kind: 'scalar', type, text: token.text, quoted: token.kind === 'quoted', range: rangeOf(token) };
  }

  private continues(last: Value | undefined, inArray: boolean): boolean {
    const token = this.peek();
    if (token.kind === '{') return last === undefined || last.kind === 'array' || this.objectContinues(last, token);
    if (token.kind === '[') return true;
    if (token.kind === 'substitution') return true;
    if ((token.kind !== 'word' && token.kind !== 'quoted') || this.isKey(0)) return false;
    return inArray || last === undefined || !this.looksLikeField(token);
  }

  /** The broker slips a comma between `}` and a `{` on a later line, and nowhere else. */
  private objectContinues(last: Value, brace: Token): boolean {
    if (last.kind === 'scalar') return last.type === 'substitution';
    return this.lineBefore() === brace.line;
  }

  /** `key true` on its own line: the broker refuses at the second word, so the first was meant as a key. */
  private looksLikeField(token: Token): boolean {
    const next = this.peek(1);
    const ownLine = this.lineBefore() < token.line;
    return ownLine && next.line === token.endLine && ['number', 'boolean', 'null'].includes(next.kind);
  }

  private bracketed(): ObjectValue | ArrayValue {
    const open = this.take();
    if (this.depth >= MAX_DEPTH) return this.tooDeep(open);
    this.depth++;
    const value: ObjectValue | ArrayValue =
      open.kind === '{'
        ? { kind: 'object', entries: this.fields('}', open), range: { start: open.start, end: this.endBefore() } }
        : this.array(open);
    this.depth--;
    return value;
  }

  private array(open: Token): ArrayValue {
    this.openArrays++;
    const items = this.items(open);
    this.openArrays--;
    return { kind: 'array', items, range: { start: open.start, end: this.endBefore() } };
  }

  private tooDeep(open: Token): ObjectValue | ArrayValue {
    let level = 1;
    while (level > 0 && this.peek().kind !== 'end') {
      const { kind } = this.take();
      if (kind === '{' || kind === '[') level++;
      if (kind === '}' || kind === ']') level--;
    }
    const range = { start: open.start, end: this.endBefore() };
    this.errors.trap(range, t('nested more than {limit} levels deep: not checked', { limit: MAX_DEPTH }), undefined);
    return open.kind === '{' ? { kind: 'object', entries: [], range } : { kind: 'array', items: [], range };
  }

  private items(open: Token): Value[] {
    const items: Value[] = [];
    let comma: Token | undefined;
    let afterItem = false;
    for (;;) {
      const token = this.peek();
      if (endsArray(token) || this.fieldInArray(open)) {
        if (comma !== undefined) this.errors.trailingComma(comma);
        if (token.kind === ']') this.take();
        else this.errors.unclosedArray(open, token);
        return items;
      }
      if (token.kind === ',') {
        this.take();
        if (!afterItem) this.errors.surplusComma(token);
        else comma = token;
        afterItem = false;
        continue;
      }
      if (token.kind === 'separator' || token.kind === 'include' || token.kind === 'required') {
        this.take();
        this.errors.fatal(token, t("'{text}' is not expected in a list", { text: this.slice(token) }));
        continue;
      }
      items.push(this.item());
      comma = undefined;
      afterItem = true;
    }
  }

  private item(): Value {
    if (this.isKey(0) && !this.rawFollows()) {
      const key = this.take();
      this.errors.fatal(key, t('a field can stand in a list only inside braces'));
      const { value } = this.keyed(key, undefined);
      return {
        kind: 'object',
        entries: [{ path: keyPath(key), key: rangeOf(key), value, range: { start: key.start, end: value.range.end } }],
        range: { start: key.start, end: Math.max(key.end, value.range.end) },
      };
    }
    return this.value(this.peek(), true);
  }

  /** A `key =` that begins a line below the bracket: the bracket was forgotten, and the fields go on. */
  private fieldInArray(open: Token): boolean {
    return this.isKey(0) && !this.rawFollows() && this.lineBefore() < this.peek().line && open.line < this.peek().line;
  }
}

function keyPath(key: Token): readonly string[] {
  return key.kind === 'quoted' ? [key.text] : key.text.split('.').filter((segment) => segment !== '');
}

function isKeyPiece(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'quoted' || (token.kind === 'illegal' && token.text === '.');
}

function startsValue(token: Token): boolean {
  return ['word', 'quoted', 'number', 'boolean', 'null', 'substitution', '{', '['].includes(token.kind);
}

function isPunctuation(token: Token): boolean {
  return ['{', '}', '[', ']', ',', 'separator', 'end', 'quoted'].includes(token.kind);
}

function endsArray(token: Token): boolean {
  return token.kind === ']' || token.kind === '}' || token.kind === 'end';
}

function innerText(token: Token): string {
  if (token.cause === 'single-quotes') return token.text.slice(1, -1);
  return token.cause === 'unterminated-quote' ? token.text.slice(1) : token.text;
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

/** One value of its pieces; the first piece decides the kind where they do not go together. */
function join(pieces: readonly Value[], errors: HoconErrors): Value {
  const first = pieces[0];
  if (first === undefined || pieces.length === 1) return first ?? { kind: 'missing', range: { start: 0, end: 0 } };
  const range = { start: first.range.start, end: pieces.at(-1)?.range.end ?? first.range.end };
  const objects = pieces.filter((piece) => piece.kind === 'object');
  const arrays = pieces.filter((piece) => piece.kind === 'array');
  const scalars = pieces.filter((piece) => piece.kind === 'scalar');
  const strings = scalars.filter((piece) => piece.type !== 'substitution');
  if ([objects, arrays, strings].filter((kind) => kind.length > 0).length > 1) {
    errors.fatal(range, t('text, lists and blocks cannot be joined to one value'));
  }
  if (objects.length > 0)
    return { kind: 'object', entries: objects.flatMap((piece) => piece.entries), range, parts: pieces };
  if (arrays.length > 0) return { kind: 'array', items: arrays.flatMap((piece) => piece.items), range, parts: pieces };
  const text = scalars.map((piece) => (piece.type === 'substitution' ? `\${${piece.text}}` : piece.text)).join('');
  return { kind: 'scalar', type: 'string', text, quoted: scalars.some((piece) => piece.quoted), range, parts: scalars };
}
