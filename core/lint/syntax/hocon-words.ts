/** A key that stands in a file again and again. */
interface Word {
  readonly text: string;
  readonly path: readonly string[];
}

const PLACES = 1024;

/**
 * A large file has few keys: each is kept once, found by a number made of its characters. A new one takes the place of
 * another that happens to have the same number.
 */
export class Words {
  private readonly kept: (Word | undefined)[] = new Array(PLACES).fill(undefined);

  constructor(private readonly text: string) {}

  /** The segments of the unquoted key that stands there. */
  path(start: number, end: number): readonly string[] {
    const place = this.place(start, end);
    const known = this.kept[place];
    if (known !== undefined && known.text.length === end - start && this.text.startsWith(known.text, start))
      return known.path;
    const text = this.text.slice(start, end);
    const path = pathOf(text);
    this.kept[place] = { text, path };
    return path;
  }

  private place(start: number, end: number): number {
    let hash = 0;
    for (let at = start; at < end; at++) hash = (hash * 31 + this.text.charCodeAt(at)) | 0;
    return (hash ^ (hash >> 10)) & (PLACES - 1);
  }
}

/** The segments of an unquoted key. */
export function pathOf(text: string): readonly string[] {
  return text.includes('.') ? text.split('.').filter((segment) => segment !== '') : [text];
}
