import { t } from '../../facts/message';
import type { ArrayValue, Entry, ObjectValue, Range, Scalar, Value } from '../tree';
import { isPunctuation, startsValue } from './hocon-cursor';
import type { HoconErrors } from './hocon-errors';
import type { Token } from './hocon-lexer';
import { MAX_DEPTH, PlainCursor } from './hocon-plain';
import { isEmptyBlock } from './hocon-tape';
import { arrayOf, joinedObject, objectOf, scalarOf } from './hocon-tree';

/** Values and lists. Every loop takes a token or ends. */
export abstract class ValueParser extends PlainCursor {
  protected openArrays = 0;

  protected abstract fields(closer: '}' | 'end', open: Token | undefined): void;
  protected abstract keyed(key: Token, path: readonly string[] | undefined, start?: number): Entry;

  protected value(key: Range, inArray: boolean): Value {
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

  private missing(key: Range): Value {
    this.errors.fatal(key, t('a value is missing here'));
    return { kind: 'missing', range: { start: this.endBefore(), end: this.endBefore() } };
  }

  private primitive(inArray: boolean): Value {
    const token = this.take();
    if (this.goesOn(token, inArray)) return this.raw(token, this.rawWord(token));
    const type = token.kind === 'number' ? 'number' : token.kind === 'boolean' ? 'boolean' : 'null';
    return scalarOf(type, token.text, false, token.start, token.end);
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
    return scalarOf('string', innerText(token), token.cause === 'single-quotes', token.start, token.end);
  }

  /** Strings, substitutions, objects and arrays next to each other are one value, across line ends too. */
  private concatenation(inArray: boolean): Value {
    return this.isSingle() ? this.piece(this.take()) : this.concatenated([], [], inArray);
  }

  /** What goes on behind these. */
  protected concatenated(pieces: Value[], tokens: Token[], inArray: boolean): Value {
    while (this.continues(pieces.at(-1), inArray)) {
      const token = this.peek();
      tokens.push(token);
      if (token.kind === '{' || token.kind === '[') {
        pieces.push(this.bracketed());
        if (this.endsHere()) break;
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

  /** Most values are one word, and need no list of pieces. */
  private isSingle(): boolean {
    const { kind } = this.peek();
    if (kind !== 'word' && kind !== 'quoted') return false;
    const next = this.peek(1).kind;
    return next === ',' || next === '}' || next === ']' || next === 'end' || this.isKey(1);
  }

  private piece(token: Token): Scalar {
    const type = token.kind === 'substitution' ? 'substitution' : 'string';
    if (type === 'substitution') this.tape.putOpen(token.start);
    return scalarOf(type, token.text, token.kind === 'quoted', token.start, token.end);
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

  protected bracketed(): ObjectValue | ArrayValue {
    const open = this.take();
    if (this.depth >= MAX_DEPTH) return this.tooDeep(open);
    const first = this.tape.length;
    if (open.kind === '[') return this.array(open);
    this.block(open);
    return this.tape.block(first, this.tape.length, open.start, this.endBefore());
  }

  protected block(open: Token): void {
    this.depth++;
    this.fields('}', open);
    this.depth--;
  }

  private array(open: Token): ArrayValue {
    this.depth++;
    this.openArrays++;
    const items = this.items(open);
    this.openArrays--;
    this.depth--;
    return arrayOf(items, open.start, this.endBefore());
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
        this.errors.fatal(token, t('“{text}” is not expected in a list', { text: this.slice(token) }));
        continue;
      }
      const item = this.item();
      items.push(item);
      this.afterItem(item);
      comma = undefined;
      afterItem = true;
    }
  }

  /** Numbers may follow each other without a comma; a text, block or list looks for what it is to be joined with. */
  private afterItem(item: Value): void {
    const next = this.peek();
    const isJoined = item.kind !== 'scalar' || item.type === 'string' || item.type === 'substitution';
    if (isJoined && (next.kind === 'number' || next.kind === 'boolean' || next.kind === 'null'))
      this.errors.missingComma(item.range, next);
  }

  private item(): Value {
    if (this.isKey(0) && !this.rawFollows()) {
      const key = this.take();
      this.errors.fatal(key, t('a field can stand in a list only inside braces'));
      const entry = this.keyed(key, undefined);
      return objectOf([entry], entry.range.start, entry.range.end);
    }
    return this.value(this.peek(), true);
  }

  /** A `key =` that begins a line below the bracket: the bracket was forgotten, and the fields go on. */
  private fieldInArray(open: Token): boolean {
    return this.isKey(0) && !this.rawFollows() && this.lineBefore() < this.peek().line && open.line < this.peek().line;
  }
}

function endsArray(token: Token): boolean {
  return token.kind === ']' || token.kind === '}' || token.kind === 'end';
}

function innerText(token: Token): string {
  if (token.cause === 'single-quotes') return token.text.slice(1, -1);
  return token.cause === 'unterminated-quote' ? token.text.slice(1) : token.text;
}

/** One value of its pieces; the first piece decides the kind where they do not go together. */
function join(pieces: readonly Value[], errors: HoconErrors): Value {
  const first = pieces[0];
  if (first === undefined || pieces.length === 1) return first ?? { kind: 'missing', range: { start: 0, end: 0 } };
  const range = { start: first.range.start, end: pieces.at(-1)?.range.end ?? first.range.end };
  const objects = pieces.filter((piece) => piece.kind === 'object');
  const arrays = pieces.filter((piece) => piece.kind === 'array');
  const scalars = pieces.filter((piece) => piece.kind === 'scalar');
  const named = pieces.filter((piece) => !(piece.kind === 'scalar' && piece.type === 'substitution'));
  const full = named.filter((piece) => !isEmptyBlock(piece));
  const kind = full.some((piece) => piece.kind === 'object') ? 'object' : arrays.length > 0 ? 'array' : 'scalar';
  const odd = full.filter((piece) => piece.kind !== kind);
  if (odd.length > 0) errors.fatal(around(odd, range), t('text, lists and blocks cannot be joined to one value'));
  else if (kind !== 'object' && full.length > 0 && full.length < named.length)
    errors.trap(around(full, range), t('EMQX reads this alone as the value: the empty block beside it is lost'));
  if (kind === 'object' || (objects.length > 0 && full.length === 0)) return joinedObject(objects, pieces, range);
  if (kind === 'array') return { kind: 'array', items: arrays.flatMap((piece) => piece.items), range, parts: pieces };
  const text = scalars.map((piece) => (piece.type === 'substitution' ? `\${${piece.text}}` : piece.text)).join('');
  return { kind: 'scalar', type: 'string', text, quoted: scalars.some((piece) => piece.quoted), range, parts: scalars };
}

/** What is lost is marked, so that a name that is being typed below a block leaves the block alone. */
function around(pieces: readonly Value[], otherwise: Range): Range {
  return { start: pieces[0]?.range.start ?? otherwise.start, end: pieces.at(-1)?.range.end ?? otherwise.end };
}
