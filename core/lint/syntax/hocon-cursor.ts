import type { Range, Value } from '../tree';
import { HoconErrors } from './hocon-errors';
import { Scanner, type Token } from './hocon-lexer';
import { scalarOf } from './hocon-tree';

/** A cursor over the tokens, and what can be told by looking at the next ones. */
export class TokenCursor {
  readonly errors: HoconErrors;
  protected readonly scanner: Scanner;
  /** Tokens that were looked at and not yet taken. */
  private readonly ahead: Token[] = [];
  /** Of the last token. */
  private lastEnd = -1;
  private lastLine = 0;
  /** Of the last value that must be quoted: it may reach into what the scanner took for a comment. */
  private endOfRaw = 0;

  constructor(protected readonly text: string) {
    this.errors = new HoconErrors(text);
    this.scanner = new Scanner(text);
  }

  /** All of them once the last token was taken. */
  get comments(): readonly Range[] {
    return this.scanner.comments;
  }

  protected peek(distance = 0): Token {
    for (;;) {
      const token = this.ahead[distance];
      if (token !== undefined) return token;
      this.ahead.push(this.scanner.next());
    }
  }

  protected take(): Token {
    const token = this.peek();
    if (token.kind === 'end') return token;
    this.ahead.shift();
    this.moved(token.end, token.endLine);
    return token;
  }

  /** What was taken last ends there. */
  protected moved(end: number, line: number): void {
    this.lastEnd = end;
    this.lastLine = line;
  }

  protected looksAhead(): boolean {
    return this.ahead.length > 0;
  }

  /** Hands tokens that were looked at back to the scanner, where they begin with a key. → whether none is left */
  protected resume(): boolean {
    const { ahead, scanner } = this;
    const [first, second] = ahead;
    if (first === undefined) return true;
    if (first.kind !== 'word' || (second !== undefined && second.kind !== 'separator' && second.kind !== '{'))
      return false;
    let comments = scanner.comments.length;
    while (comments > 0 && (scanner.comments[comments - 1]?.start ?? 0) > first.start) comments--;
    scanner.back(first.start, first.line, comments);
    ahead.length = 0;
    return true;
  }

  /** A string right before a separator or a brace is a key, wherever it stands. */
  protected isKey(ahead: number): boolean {
    const { kind } = this.peek(ahead);
    if (kind !== 'word' && kind !== 'quoted') return false;
    const next = this.peek(ahead + 1).kind;
    return next === 'separator' || next === '{';
  }

  protected glued(ahead: number): boolean {
    return this.peek(ahead).start === (ahead === 0 ? this.lastEnd : this.peek(ahead - 1).end);
  }

  protected lineBefore(): number {
    return this.lastLine;
  }

  protected endBefore(): number {
    return Math.max(this.lastEnd, this.endOfRaw);
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
    return scalarOf('string', this.slice(whole), false, whole.start, whole.end);
  }
}

export function startsValue(token: Token): boolean {
  return ['word', 'quoted', 'number', 'boolean', 'null', 'substitution', '{', '['].includes(token.kind);
}

export function isPunctuation(token: Token): boolean {
  return ['{', '}', '[', ']', ',', 'separator', 'end', 'quoted'].includes(token.kind);
}
