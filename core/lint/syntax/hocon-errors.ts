import { type Message, t } from '../../facts/message';
import type { Range, TreeError, Value } from '../tree';
import type { Token } from './hocon-lexer';
import { isSubstitution } from './hocon-tree';

type Fix = NonNullable<TreeError['fix']>;

const LONGEST_IN_MESSAGE = 60;

/** How far a fix looks along its line; bounded, so that many errors in one long line stay cheap. */
const LONGEST_LOOK = 500;

/** Collects what the broker's parser refuses (`fatal`) and what it reads otherwise than it looks (`trap`). */
export class HoconErrors {
  private readonly errors: TreeError[] = [];
  /** Offsets of `//` that belong to an unquoted URL or path and begin no comment. */
  private readonly swallowed = new Set<number>();

  constructor(private readonly text: string) {}

  /** In the order of the text. */
  list(): TreeError[] {
    return this.errors.sort((a, b) => a.range.start - b.range.start);
  }

  swallows(offset: number): boolean {
    return this.swallowed.has(offset);
  }

  fatal({ start, end }: Range, message: Message, fix?: Fix): void {
    this.errors.push({ range: { start, end }, message, fatal: true, fix });
  }

  trap({ start, end }: Range, message: Message, fix?: Fix): void {
    this.errors.push({ range: { start, end }, message, fatal: false, fix });
  }

  /** Widens the last complaint over text that could not be read because of it. */
  lost({ start, end }: Range): void {
    const last = this.errors.pop();
    if (last)
      this.errors.push({
        ...last,
        range: { start: Math.min(last.range.start, start), end: Math.max(last.range.end, end) },
      });
  }

  trailingComma(comma: Token): void {
    const message = t('EMQX refuses a comma after the last item when it loads a file');
    this.fatal(comma, message, { title: t('Remove the comma'), edits: [{ range: span(comma), text: '' }], safe: true });
  }

  surplusComma(comma: Token): void {
    const fix = { title: t('Remove the comma'), edits: [{ range: span(comma), text: '' }], safe: true };
    this.fatal(comma, t('a comma must stand between two items, and only one'), fix);
  }

  missingComma({ end }: Range, next: Token): void {
    const fix = { title: t('Insert a comma'), edits: [{ range: { start: end, end }, text: ',' }], safe: true };
    this.fatal(next, t('a comma is missing in front of this'), fix);
  }

  separators(tokens: readonly Token[]): void {
    const [first, second] = tokens;
    const last = tokens.at(-1);
    if (!first || !second || !last) return;
    const edits = [{ range: { start: first.end, end: last.end }, text: '' }];
    const message = t('EMQX reads “{text}” as one separator', {
      text: this.excerpt({ start: first.start, end: last.end }),
    });
    this.trap({ start: first.start, end: last.end }, message, { title: t('Keep one separator'), edits, safe: true });
  }

  straySeparator(token: Token): void {
    this.trap(token, t('“{text}” has no key in front of it and is ignored', { text: token.text }));
  }

  missingSeparator(key: Token, next: Token): void {
    const message = t('“=” is missing between “{key}” and its value', { key: this.excerpt(key) });
    const edits = [{ range: { start: key.end, end: key.end }, text: ' =' }];
    this.fatal({ start: key.start, end: next.end }, message, { title: t('Insert “=”'), edits, safe: false });
  }

  mixedKey(range: Range, path: readonly string[], pieces: readonly Token[]): void {
    const plain = path.every((segment) => /^[A-Za-z0-9_-]+$/.test(segment)) && /^[A-Za-z]/.test(path[0] ?? '');
    if (pieces.every((piece) => piece.kind !== 'quoted')) {
      this.fatal(range, t('a key must begin with a letter'));
      return;
    }
    const edits = [{ range: span(range), text: path.join('.') }];
    const fix = plain ? { title: t('Write the key without quotes'), edits, safe: true } : undefined;
    this.fatal(range, t('EMQX cannot read a key of which only a part is quoted: write nested blocks instead'), fix);
  }

  badKey(token: Token, raw: Range): void {
    if (token.kind === 'boolean' || token.kind === 'null') {
      this.fatal(
        token,
        t('“{word}” is reserved and cannot be a key: quote it', { word: token.text }),
        this.quote(token),
      );
    } else if (token.kind === 'number') {
      this.fatal(raw, t('a key must begin with a letter: quote “{key}”', { key: this.excerpt(raw) }), this.quote(raw));
    } else {
      this.fatal(raw, t('“{text}” cannot stand in the place of a key', { text: this.excerpt(raw) }));
    }
  }

  include(range: Range): void {
    this.fatal(range, t('EMQX knows only include "file" and include required("file")'));
  }

  unclosedArray(open: Token, at: Token): void {
    if (at.kind === 'end') this.fatal(open, t('this bracket is never closed'));
    else this.fatal(at, t('the list is not closed before this: “]” is missing'));
  }

  /** A value that EMQX reads only in quotes. */
  unquoted(first: Range, raw: Range): void {
    const text = this.text.slice(raw.start, raw.end);
    const slashes = text.indexOf('//');
    if (slashes >= 0) this.swallowed.add(raw.start + slashes);
    const end = slashes >= 0 ? this.lineEnd(raw.end) : raw.end;
    const rest = this.text.slice(raw.end, end).trim();
    const certain = rest === '' || rest.startsWith('#') || rest.startsWith('//');
    this.fatal(
      { start: Math.min(first.start, raw.start), end },
      this.unquotedMessage(text),
      certain ? this.quote(raw) : undefined,
    );
  }

  private unquotedMessage(text: string): Message {
    const value = clip(text);
    if (text.includes('://')) return t('EMQX cannot read the URL “{value}” without double quotes', { value });
    if (/^(?:[0-9.]+|\[?[0-9a-f:]*:[0-9a-f:.]*\]?)(?::[0-9]+)?$/i.test(text) && /\..*\.|:/.test(text)) {
      return t('EMQX cannot read the address “{value}” without double quotes', { value });
    }
    if (text.includes('/')) return t('EMQX cannot read the path “{value}” without double quotes', { value });
    return t('EMQX cannot read “{value}” as one word: put it in double quotes', { value });
  }

  illegal(token: Token, next: Token): void {
    if (token.cause === 'single-quotes') this.singleQuotes(token);
    else this.fatal(token, this.illegalMessage(token), this.illegalFix(token, next));
  }

  private illegalMessage(token: Token): Message {
    switch (token.cause) {
      case 'unterminated-quote':
        return t('the closing quote is missing on this line');
      case 'unterminated-block':
        return t('the text in triple quotes is never closed');
      case 'block-comment':
        return t('EMQX does not know “/* */” comments: use “#”');
      case 'append':
        return t('EMQX does not know “+=”: write the whole list, or put “{example}”', { example: '${path} [ … ]' });
      case 'semicolon':
        return t('“;” does not end a field: use a comma or a new line');
      case 'substitution':
        return t('only a bare path without blanks or quotes may stand in a substitution');
      default:
        return t('“{text}” is not allowed outside quotes', { text: this.excerpt(token) });
    }
  }

  private illegalFix(token: Token, next: Token): Fix | undefined {
    if (token.cause === 'block-comment') return this.lineComment(token);
    if (token.cause === 'semicolon') return this.semicolon(token, next);
    return token.cause === 'substitution' ? this.bareSubstitution(token) : undefined;
  }

  private singleQuotes(token: Token): void {
    const edits = [{ range: span(token), text: quoteText(token.text.slice(1, -1)) }];
    const fix = this.quote(token) && { title: t('Use double quotes'), edits, safe: true };
    this.fatal(token, t('EMQX does not know single quotes: use double quotes'), fix);
  }

  private semicolon(token: Token, next: Token): Fix {
    const edits = [{ range: span(token), text: next.line > token.line || next.kind === 'end' ? '' : ',' }];
    return { title: t('Remove the semicolon'), edits, safe: true };
  }

  private lineComment(token: Token): Fix | undefined {
    const restOfLine = this.text.slice(token.end, this.lineEnd(token.end)).trim();
    if (!token.text.endsWith('*/') || token.endLine !== token.line || restOfLine !== '') return undefined;
    const edits = [{ range: span(token), text: `# ${token.text.slice(2, -2).trim()}` }];
    return { title: t('Write the comment with “#”'), edits, safe: true };
  }

  private bareSubstitution(token: Token): Fix | undefined {
    const bare = token.text.replace(/[\s"]/g, '');
    if (!/^\$\{\??[A-Za-z][A-Za-z0-9_.@%|-]*\}$/.test(bare)) return undefined;
    return { title: t('Write the bare path'), edits: [{ range: span(token), text: bare }], safe: true };
  }

  /** What becomes of the gaps between the pieces of one value. */
  glue(pieces: readonly Value[], tokens: readonly Token[], inArray: boolean): void {
    if (inArray) {
      this.gluedItems(pieces);
    } else {
      this.continuedLines(pieces, tokens);
      this.droppedSpaces(pieces, tokens);
    }
  }

  private gluedItems(pieces: readonly Value[]): void {
    for (let i = 1; i < pieces.length; i++) {
      const [before, piece] = [pieces[i - 1], pieces[i]];
      if (!before || !piece || before.kind !== piece.kind || before.range.end === piece.range.start) continue;
      if (isSubstitution(before) || isSubstitution(piece)) continue;
      const edits = [{ range: { start: before.range.end, end: before.range.end }, text: ',' }];
      const message =
        piece.kind === 'scalar'
          ? t('without a comma EMQX glues this to the item before it: a line end does not separate items')
          : t('without a comma EMQX merges this with the item before it');
      const fix = { title: t('Insert a comma'), edits, safe: true };
      this.trap(piece.range, message, this.endsInComment(before.range) ? undefined : fix);
    }
  }

  /** What is written behind such a value is comment to the broker. */
  private endsInComment({ start, end }: Range): boolean {
    const slashes = this.text.slice(start, end).indexOf('//');
    return slashes >= 0 && this.swallows(start + slashes);
  }

  /** Reported once per line that was taken into the value. */
  private continuedLines(pieces: readonly Value[], tokens: readonly Token[]): void {
    for (let i = 1; i < pieces.length; i++) {
      const [before, piece, token] = [pieces[i - 1], pieces[i], tokens[i]];
      if (piece?.kind !== 'scalar' || before?.kind !== 'scalar' || !token) continue;
      if (token.line <= (tokens[i - 1]?.endLine ?? 0)) continue;
      const value = clip(textOf(pieces));
      const message = t('this line goes on with the value of the line before, which becomes “{value}”', { value });
      const after = pieces[i + 1];
      const edits = [{ range: { start: piece.range.end, end: piece.range.end }, text: ' =' }];
      const isKeyAndValue = token.kind === 'word' && after !== undefined && tokens[i + 1]?.line === token.line;
      this.trap(piece.range, message, isKeyAndValue ? { title: t('Insert “=”'), edits, safe: false } : undefined);
    }
  }

  private droppedSpaces(pieces: readonly Value[], tokens: readonly Token[]): void {
    const first = pieces[0];
    const last = pieces.at(-1);
    const words = tokens.every((token) => token.kind === 'word' && token.line === tokens[0]?.line);
    if (!first || !last || !words) return;
    const range = { start: first.range.start, end: last.range.end };
    const written = this.text.slice(range.start, range.end);
    if (!/\s/.test(written)) return;
    const message = t('EMQX drops the blanks: this value is “{value}”', { value: clip(textOf(pieces)) });
    this.trap(range, message, this.quote(range));
  }

  /** None where the quotes of the line do not come in pairs: another one would only move the trouble. */
  private quote(range: Range): Fix | undefined {
    const rest = /^[^\n\r]*/.exec(this.text.slice(range.end, range.end + LONGEST_LOOK))?.[0] ?? '';
    const isOdd = rest.split('"').length % 2 === 0;
    if (isOdd || rest.startsWith('"') || this.text.charAt(range.start - 1) === '"') return undefined;
    const edits = [{ range: span(range), text: quoteText(this.text.slice(range.start, range.end)) }];
    return { title: t('Put it in double quotes'), edits, safe: true };
  }

  private excerpt(range: Range): string {
    return clip(this.text.slice(range.start, range.end));
  }

  private lineEnd(offset: number): number {
    const rest = /[^\n\r\u2028\u2029]*/y;
    rest.lastIndex = offset;
    return offset + (rest.exec(this.text)?.[0] ?? '').trimEnd().length;
  }
}

function textOf(pieces: readonly Value[]): string {
  return pieces
    .slice(0, 20)
    .map((piece) => (piece.kind === 'scalar' ? piece.text : ''))
    .join('');
}

function clip(text: string): string {
  return text.length > LONGEST_IN_MESSAGE ? `${text.slice(0, LONGEST_IN_MESSAGE - 1)}…` : text;
}

function span({ start, end }: Range): Range {
  return { start, end };
}

/** The text in double quotes, as EMQX reads it back. */
export function quoteText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
