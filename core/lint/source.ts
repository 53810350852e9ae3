/**
 * Names one text. Opaque to the engine: an absolute path for the CLI, a URI for the language server; only the host
 * turns references into ids.
 */
export type FileId = string;

/** Half-open range of UTF-16 offsets in one file. */
export interface Span {
  readonly file: FileId;
  readonly start: number;
  readonly end: number;
}

/** Replaces the span by `text`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** Zero-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One stretch of a text that another one takes the place of. */
export interface Change {
  readonly start: number;
  readonly end: number;
  /** End in the new text. */
  readonly newEnd: number;
}

/** What differs between two texts, as one stretch. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  const start = commonLength(shorter, (at, length) => isSame(before, at, after, at, length));
  const rest = commonLength(shorter - start, (at, length) =>
    isSame(before, before.length - at - length, after, after.length - at - length, length),
  );
  return { start, end: before.length - rest, newEnd: after.length - rest };
}

const STRIDE = 4096;

/** By large strides first, and by smaller and smaller ones then. */
function commonLength(limit: number, isCommon: (at: number, length: number) => boolean): number {
  let at = 0;
  for (let stride = STRIDE; stride >= 1; stride /= 8) {
    while (at + stride <= limit && isCommon(at, stride)) at += stride;
  }
  return at;
}

function isSame(a: string, aStart: number, b: string, bStart: number, length: number): boolean {
  if (length === 1) return a.charCodeAt(aStart) === b.charCodeAt(bStart);
  return a.slice(aStart, aStart + length) === b.slice(bStart, bStart + length);
}

/** Where lines start whose line end before them lies in the part. */
function lineStarts(text: string, start: number, end: number): number[] {
  const starts: number[] = [];
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** Offsets to lines and back, by binary search. LF, CRLF and lone CR end a line, as in LSP. */
export class LineIndex {
  private readonly starts: readonly number[];

  /** `similar`: of an earlier text, of which most is still the same; it takes less time with it. */
  constructor(
    private readonly text: string,
    similar?: LineIndex,
  ) {
    this.starts = similar ? similar.startsIn(text) : [0, ...lineStarts(text, 0, text.length)];
  }

  private startsIn(text: string): readonly number[] {
    const { start, end, newEnd } = changeBetween(this.text, text);
    // A CR in front of the change may now be followed by an LF, or no longer.
    const first = Math.max(0, this.lineAt(start) - 1);
    const shift = newEnd - end;
    const after = this.starts.slice(this.lineAt(end) + 1);
    return this.starts
      .slice(0, first + 1)
      .concat(
        lineStarts(text, this.lineStart(first), newEnd),
        shift === 0 ? after : after.map((offset) => offset + shift),
      );
  }

  get lineCount(): number {
    return this.starts.length;
  }

  position(offset: number): Position {
    const line = this.lineAt(offset);
    return { line, column: offset - (this.starts[line] ?? 0) };
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Offset of a position; columns past the end of a line stop before its line end. */
  offset({ line, column }: Position): number {
    const start = this.lineStart(line);
    return Math.min(start + column, this.lineEnd(line));
  }

  lineStart(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** Offset just before the line's CR, LF or CRLF. */
  lineEnd(line: number): number {
    const next = this.starts[line + 1];
    if (next === undefined) return this.text.length;
    return this.text.charCodeAt(next - 2) === 13 && this.text.charCodeAt(next - 1) === 10 ? next - 2 : next - 1;
  }
}

/** The text after the edits. Edits must not overlap; they may come in any order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (span.start < at) throw new RangeError(`edits overlap at offset ${span.start}`);
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}

/** A name out of a file id, which may be a URI. */
export function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
