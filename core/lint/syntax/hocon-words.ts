/** A segment of a key that stands in a file again and again. */
interface Word {
  readonly text: string;
  /** That of a key which has no other segment. */
  readonly path: readonly string[];
}

const PLACES = 1024;
const DOT = 46;

/**
 * A large file has few names: each is kept once, found by a number made of its characters. A new one takes the place of
 * another that happens to have the same number.
 */
export class Words {
  private readonly kept: (Word | undefined)[] = new Array(PLACES).fill(undefined);

  constructor(private readonly text: string) {}

  /** The segments of a key with dots. */
  segments(start: number, end: number): readonly string[] {
    const segments: string[] = [];
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && this.text.charCodeAt(at) !== DOT) continue;
      if (at > from) segments.push(this.word(from, at).text);
      from = at + 1;
    }
    return segments;
  }

  word(start: number, end: number): Word {
    const place = this.place(start, end);
    const known = this.kept[place];
    if (known !== undefined && known.text.length === end - start && this.text.startsWith(known.text, start))
      return known;
    const text = this.text.slice(start, end);
    const word = { text, path: [text] };
    this.kept[place] = word;
    return word;
  }

  /** Names differ in their length, or where they begin or end, or in the middle. */
  private place(start: number, end: number): number {
    const { text } = this;
    const hash = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1)) * 31 + text.charCodeAt((start + end) >> 1);
    return (hash * 31 + end - start) & (PLACES - 1);
  }
}

/** The segments of an unquoted key. */
export function pathOf(text: string): readonly string[] {
  return text.includes('.') ? text.split('.').filter((segment) => segment !== '') : [text];
}
