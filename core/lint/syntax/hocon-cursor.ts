import type { Range, Value } from '../tree';
import { HoconErrors } from './hocon-errors';
import type { Token } from './hocon-lexer';

/** A cursor over the tokens, and what can be told by looking at the next ones. */
export class TokenCursor {
  readonly errors: HoconErrors;
  private at = 0;
  /** Of the last value that must be quoted: it may reach into what the scanner took for a comment. */
  private endOfRaw = 0;

  constructor(
    protected readonly text: string,
    private readonly tokens: readonly Token[],
  ) {
    this.errors = new HoconErrors(text);
  }

  protected peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? (this.tokens[this.tokens.length - 1] as Token);
  }

  protected take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  /** A string right before a separator or a brace is a key, wherever it stands. */
  protected isKey(ahead: number): boolean {
    const { kind } = this.peek(ahead);
    if (kind !== 'word' && kind !== 'quoted') return false;
    const next = this.peek(ahead + 1).kind;
    return next === 'separator' || next === '{';
  }

  protected glued(ahead: number): boolean {
    return this.peek(ahead).start === this.peek(ahead - 1).end;
  }

  protected lineBefore(): number {
    return this.tokens[this.at - 1]?.endLine ?? 0;
  }

  protected endBefore(): number {
    return Math.max(this.tokens[this.at - 1]?.end ?? 0, this.endOfRaw);
  }

  protected slice({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  /** `host:8883`, `http://x`: a word that the broker would cut in two at the colon. */
  protected rawFollows(): boolean {
    const separator = this.peek(1);
    return (
      separator.kind === 'separator' &&
      separator.text === ':' &&
      this.glued(1) &&
      /[^\s,{}[\]]/.test(this.text.charAt(separator.end))
    );
  }

  /** The text from a token up to the next blank or bracket: what the user took for one value. */
  protected rawWord(token: Range): Range {
    const pattern = /[^\s,{}[\]"#=]*/y;
    pattern.lastIndex = token.end;
    const rest = pattern.exec(this.text)?.[0] ?? '';
    return { start: token.start, end: token.end + rest.replace(/;+$/, '').length };
  }

  /** One value that must be quoted; every token inside it is taken, a comment that begins inside is none. */
  protected raw(first: Token, range: Range): Value {
    let { end } = range;
    while (this.peek().kind !== 'end' && this.peek().start < end) end = Math.max(end, this.take().end);
    this.endOfRaw = end;
    const whole = { start: range.start, end };
    this.errors.unquoted(first, whole);
    return { kind: 'scalar', type: 'string', text: this.slice(whole), quoted: false, range: whole };
  }
}

export function startsValue(token: Token): boolean {
  return ['word', 'quoted', 'number', 'boolean', 'null', 'substitution', '{', '['].includes(token.kind);
}

export function isPunctuation(token: Token): boolean {
  return ['{', '}', '[', ']', ',', 'separator', 'end', 'quoted'].includes(token.kind);
}

export function rangeOf({ start, end }: Range): Range {
  return { start, end };
}
