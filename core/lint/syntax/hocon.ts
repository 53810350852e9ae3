import { t } from '../../facts/message';
import type { FileId } from '../source';
import type { Comment, Entry, Range, Tree, Value } from '../tree';
import { isPunctuation, startsValue } from './hocon-cursor';
import type { HoconErrors } from './hocon-errors';
import type { Token } from './hocon-lexer';
import { HoconTree, SHAPE, type TapeBlock } from './hocon-tape';
import { entryOf, scalarOf } from './hocon-tree';
import { ValueParser } from './hocon-values';
import { pathOf } from './hocon-words';

/** Parses the dialect that EMQX reads from a file (`hocon:files`, where a trailing comma is an error). */
export function parseHocon(file: FileId, text: string): Tree {
  const parser = new Parser(text);
  const root = parser.root();
  const comments = parser.comments.flatMap((range) => comment(text, range, parser.errors));
  return new HoconTree(file, text, root, comments, parser.errors.list());
}

function comment(text: string, range: Range, errors: HoconErrors): Comment[] {
  if (errors.swallows(range.start)) return [];
  const marker = text.charAt(range.start) === '#' ? 1 : 2;
  return [{ range, text: text.slice(range.start + marker, range.end).trim() }];
}

/** `a.2 = x` is an item where `a` is a list, which another place tells. */
const NUMBERED = /\.[0-9]+(?:\.|$)/;

/** Fields: keys, separators, commas, includes, and what cannot be one of them. */
class Parser extends ValueParser {
  /** V8 forgets its compiled code for a class when garbage is collected while the class has no instance. */
  static readonly idle = new Parser('');

  root(): TapeBlock {
    if (this.peek().kind === '{') {
      this.fields('}', this.take());
      if (this.peek().kind !== 'end') {
        this.errors.fatal(this.peek(), t('nothing may follow the closing brace of the whole file'));
      }
    }
    this.fields('end', undefined);
    return this.tape.block(0, this.tape.length, 0, this.text.length);
  }

  /** Fields up to and including the closer. */
  protected fields(closer: '}' | 'end', open: Token | undefined): void {
    let comma: Token | undefined;
    let afterField = false;
    for (;;) {
      if (this.plainEntry()) {
        comma = undefined;
        afterField = true;
        continue;
      }
      if (closer === '}' && comma === undefined && this.plainClose()) return;
      const token = this.peek();
      if (token.kind === 'end' || (token.kind === '}' && closer === '}')) {
        if (comma !== undefined) this.errors.trailingComma(comma);
        if (token.kind === 'end' && open !== undefined) this.errors.fatal(open, t('this brace is never closed'));
        this.take();
        return;
      }
      if (token.kind === ']' && open !== undefined && this.openArrays > 0) {
        this.errors.fatal(token, t('the block is not closed before this: “}” is missing'));
        return;
      }
      if (token.kind === ',') {
        this.take();
        if (!afterField) this.errors.surplusComma(token);
        else comma = token;
        afterField = false;
        continue;
      }
      this.tokenEntry();
      comma = undefined;
      afterField = true;
    }
  }

  private tokenEntry(): void {
    const record = this.tape.add(0, 0);
    const entry = this.field();
    if (entry !== undefined) this.tape.putEntry(record, entry);
    else this.tape.cut(record);
  }

  private plainEntry(): boolean {
    if (!this.plainKey()) return false;
    const { keyStart: start, keyEnd, tape } = this;
    const record = tape.add(start, keyEnd, this.keyIsDotted);
    if (this.keyIsDotted && NUMBERED.test(this.text.slice(start, keyEnd))) tape.putOpen(start);
    if (this.plainValue(record)) return true;
    const value = this.plainOpen() ? this.plainBlock(record) : this.value({ start, end: keyEnd }, false);
    if (value !== undefined)
      tape.putEntry(record, entryOf(pathOf(this.text.slice(start, keyEnd)), start, keyEnd, value));
    return true;
  }

  /** The block, where it goes on behind its brace; otherwise the record has got it. */
  private plainBlock(record: number): Value | undefined {
    const open = this.take();
    const first = this.tape.length;
    this.block(open);
    const end = this.endBefore();
    if (this.endsHere()) {
      this.tape.put(record, SHAPE.object, open.start, end);
      return undefined;
    }
    return this.concatenated([this.tape.block(first, this.tape.length, open.start, end)], [open], false);
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

  protected keyed(key: Token, path: readonly string[] | undefined, start = key.start): Entry {
    const range = { start, end: key.end };
    const separators: Token[] = [];
    while (this.peek().kind === 'separator') separators.push(this.take());
    this.errors.separators(separators);
    if (key.kind === 'word' && NUMBERED.test(key.text)) this.tape.putOpen(start);
    const value = this.value(range, false);
    return entryOf(path ?? keyPath(key), start, key.end, value);
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
      return entryOf(keyPath(token), key.start, key.end, value);
    }
    this.errors.fatal(token, t('“{key}” has no value: write “{key} = value”', { key: token.text }));
    const missing = { kind: 'missing', range: { start: key.end, end: key.end } } as const;
    return entryOf(keyPath(token), key.start, key.end, missing);
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
      this.errors.fatal(token, t('“{bracket}” closes nothing', { bracket: token.kind }));
      return undefined;
    }
    if (this.peek().kind === 'separator' || this.glued(0)) this.errors.badKey(token, this.rawWord(token));
    else
      this.errors.fatal(
        token,
        t('“{text}” is not expected here: the value before it has already ended', { text: this.slice(token) }),
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
      this.tape.putOpen(keyword.start);
      const value = scalarOf('string', next.text, next.kind !== 'word', next.start, next.end);
      return entryOf(['include'], keyword.start, keyword.end, value);
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
}

function keyPath(key: Token): readonly string[] {
  return key.kind === 'quoted' ? [key.text] : pathOf(key.text);
}

function isKeyPiece(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'quoted' || (token.kind === 'illegal' && token.text === '.');
}
