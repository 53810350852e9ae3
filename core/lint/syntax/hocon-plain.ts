import { TokenCursor } from './hocon-cursor';
import { SHAPE, type Shape, Tape } from './hocon-tape';

/** Blocks nested deeper are skipped: no EMQX file comes near, and everything after parsing may recurse. */
export const MAX_DEPTH = 200;

const LETTER = 1;
const DIGIT = 2;
const IN_WORD = 4;
/** A number or reserved word before it ends there. */
const ENDS = 8;
const BLANK = 16;
const DOT = 32;

/** Of the first 256 characters. */
const CLASSES = Uint8Array.from({ length: 256 }, (_, code) => {
  const c = String.fromCharCode(code);
  if (/[A-Za-z]/.test(c)) return LETTER | IN_WORD;
  if (/[0-9]/.test(c)) return DIGIT | IN_WORD;
  if (c === '.') return IN_WORD | DOT;
  if (/[_@%|-]/.test(c)) return IN_WORD;
  if (/[ \t\r\n]/.test(c)) return ENDS | BLANK;
  return /[,}\]]/.test(c) ? ENDS : 0;
});

const CODE = { quote: 34, plus: 43, comma: 44, minus: 45, dot: 46, colon: 58, equals: 61, backslash: 92 } as const;
const BRACKET = { openList: 91, closeList: 93, openBlock: 123, closeBlock: 125 } as const;

/** Units that the scanner reads as one word with the digits before them. */
const UNITS: ReadonlySet<string> = new Set('% kb KB mb MB gb GB ms MS d D h H m M s S'.split(' '));

/**
 * Reads without tokens what nearly every field is: a word, one separator, and a text, a number, a word or a list of
 * them, that certainly ends there. Whatever is something else, or may be, is left to the tokens, and nothing taken.
 */
export abstract class PlainCursor extends TokenCursor {
  protected depth = 0;
  /** Of the key that was read last. */
  protected keyStart = 0;
  protected keyEnd = 0;
  protected keyIsDotted = false;
  protected readonly tape: Tape;
  /** Of the word that was looked at last: a value is followed by the key that is read next. */
  private wordStart = -1;
  private wordEnd = 0;
  private wordShape: Shape | undefined;
  private wordIsDotted = false;

  constructor(text: string) {
    super(text);
    this.tape = new Tape(text);
  }

  /** Takes a key and the separator behind it; in front of a block the separator may be missing. */
  protected plainKey(): boolean {
    if (!this.resume()) return false;
    const { scanner } = this;
    scanner.skip();
    const { at, line } = scanner;
    const comments = scanner.comments.length;
    if (!this.isWord(at) || this.wordShape !== SHAPE.word) return false;
    const { wordEnd, wordIsDotted } = this;
    scanner.at = wordEnd;
    this.moved(wordEnd, line);
    scanner.skip();
    if (!this.separator()) {
      scanner.back(at, line, comments);
      return false;
    }
    this.keyStart = at;
    this.keyEnd = wordEnd;
    this.keyIsDotted = wordIsDotted;
    return true;
  }

  private separator(): boolean {
    const { scanner, text } = this;
    const code = codeAt(text, scanner.at);
    if (code === BRACKET.openBlock) return true;
    if (code !== CODE.equals && code !== CODE.colon) return false;
    const { line } = scanner;
    scanner.at++;
    const end = scanner.at;
    scanner.skip();
    const next = codeAt(text, scanner.at);
    if (next === CODE.equals || next === CODE.colon) return false;
    this.moved(end, line);
    return true;
  }

  /** Takes a text, number, word or list as the value of the record. */
  protected plainValue(record: number): boolean {
    const { scanner } = this;
    const { at, line } = scanner;
    const comments = scanner.comments.length;
    const shape = codeAt(this.text, at) === BRACKET.openList ? this.plainList(record) : this.plainScalar(record);
    const { at: end, line: endLine } = scanner;
    if (shape !== undefined && (isPrimitive(shape) || this.endsHere())) {
      this.moved(end, endLine);
      return true;
    }
    scanner.back(at, line, comments);
    this.tape.reset(record);
    return false;
  }

  /** A block begins, and none of those that are skipped. */
  protected plainOpen(): boolean {
    return this.depth < MAX_DEPTH && !this.looksAhead() && codeAt(this.text, this.scanner.at) === BRACKET.openBlock;
  }

  protected plainClose(): boolean {
    const { scanner } = this;
    if (codeAt(this.text, scanner.at) !== BRACKET.closeBlock || this.looksAhead()) return false;
    scanner.at++;
    this.moved(scanner.at, scanner.line);
    return true;
  }

  /** The next thing is the end of a block or list, a comma, or the next key. */
  protected endsHere(): boolean {
    if (this.looksAhead()) return false;
    const { scanner, text } = this;
    scanner.skip();
    const code = codeAt(text, scanner.at);
    if (code === CODE.comma || code === BRACKET.closeBlock || code === BRACKET.closeList) return true;
    if (scanner.at >= text.length) return true;
    if (!this.isWord(scanner.at) || this.wordShape !== SHAPE.word) return false;
    let end = this.wordEnd;
    while ((classAt(text, end) & BLANK) !== 0) end++;
    const next = codeAt(text, end);
    return next === CODE.equals || next === CODE.colon || next === BRACKET.openBlock;
  }

  private plainScalar(record: number): Shape | undefined {
    const { scanner, text } = this;
    const start = scanner.at;
    if (codeAt(text, start) === CODE.quote) return this.plainQuoted(record, start);
    if (!this.isWord(start)) return this.plainNumber(record, start);
    const { wordShape: shape, wordEnd: end } = this;
    if (shape !== SHAPE.word && !endsAt(text, end)) return undefined;
    return shape === undefined ? undefined : this.taken(record, shape, start, end);
  }

  private taken(record: number, shape: Shape, start: number, end: number): Shape {
    this.scanner.at = end;
    this.tape.put(record, shape, start, end);
    return shape;
  }

  /** On one line, without a backslash. */
  private plainQuoted(record: number, start: number): Shape | undefined {
    const { text } = this;
    let end = start + 1;
    for (; ; end++) {
      const code = codeAt(text, end);
      if (code === CODE.quote) break;
      if (code === CODE.backslash || code === 10 || code === 13 || code === 0x2028 || code === 0x2029) return undefined;
      if (end >= text.length) return undefined;
    }
    // Three quotes in a row begin a text of several lines.
    if (end === start + 1 && codeAt(text, end + 1) === CODE.quote) return undefined;
    return this.taken(record, SHAPE.quoted, start, end + 1);
  }

  private plainNumber(record: number, start: number): Shape | undefined {
    const { text } = this;
    const sign = codeAt(text, start);
    const first = sign === CODE.minus || sign === CODE.plus ? start + 1 : start;
    let end = digitsEnd(text, first);
    if (end === first) return undefined;
    const isUnit = !endsAt(text, end) && first === start;
    if (isUnit) end = unitEnd(text, end);
    if (!endsAt(text, end)) end = fractionEnd(text, end);
    if (!endsAt(text, end)) return undefined;
    return this.taken(record, (classAt(text, end - 1) & DIGIT) !== 0 ? SHAPE.number : SHAPE.word, start, end);
  }

  private plainList(record: number): Shape | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    const { scanner, tape, text } = this;
    const start = scanner.at;
    scanner.at++;
    scanner.skip();
    if (codeAt(text, scanner.at) !== BRACKET.closeList) {
      for (;;) {
        if (this.plainScalar(tape.add(scanner.at, scanner.at)) === undefined) return undefined;
        scanner.skip();
        const code = codeAt(text, scanner.at);
        if (code === BRACKET.closeList) break;
        if (code !== CODE.comma) return undefined;
        scanner.at++;
        scanner.skip();
      }
    }
    return this.taken(record, SHAPE.array, start, scanner.at + 1);
  }

  /** A word begins there; `wordEnd` is its end and `wordShape` what it is, undefined where it begins a directive. */
  private isWord(start: number): boolean {
    if (this.wordStart === start) return true;
    const { text } = this;
    if ((classAt(text, start) & LETTER) === 0) return false;
    let end = start + 1;
    let found = 0;
    for (let next = classAt(text, end); (next & IN_WORD) !== 0; next = classAt(text, ++end)) found |= next;
    this.wordStart = start;
    this.wordEnd = end;
    this.wordIsDotted = (found & DOT) !== 0;
    this.wordShape = shapeOf(text, start, end - start);
    return true;
  }
}

function shapeOf(text: string, start: number, length: number): Shape | undefined {
  if (length === 4 && text.startsWith('true', start)) return SHAPE.boolean;
  if (length === 4 && text.startsWith('null', start)) return SHAPE.null;
  if (length === 5 && text.startsWith('false', start)) return SHAPE.boolean;
  if (length === 7 && text.startsWith('include', start)) return undefined;
  return length === 8 && text.startsWith('required', start) ? undefined : SHAPE.word;
}

/** 0 behind the end: asking the engine for a character that is not there makes it slow for all that are. */
function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0;
}

function classAt(text: string, at: number): number {
  const code = codeAt(text, at);
  return code < 256 ? (CLASSES[code] ?? 0) : 0;
}

function endsAt(text: string, at: number): boolean {
  return at >= text.length || (classAt(text, at) & ENDS) !== 0;
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while ((classAt(text, end) & DIGIT) !== 0) end++;
  return end;
}

/** Where the unit ends; the offset itself where none follows. */
function unitEnd(text: string, at: number): number {
  const one = endsAt(text, at + 1);
  const end = one ? at + 1 : at + 2;
  return UNITS.has(text.slice(at, end)) ? end : at;
}

function fractionEnd(text: string, at: number): number {
  return codeAt(text, at) === CODE.dot && (classAt(text, at + 1) & DIGIT) !== 0 ? digitsEnd(text, at + 1) : at;
}

/** It ends where its characters end; everything else may go on with what follows. */
function isPrimitive(shape: Shape): boolean {
  return shape === SHAPE.number || shape === SHAPE.boolean || shape === SHAPE.null;
}
