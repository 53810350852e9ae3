/** A text that stands in a file again and again. */
export interface Word {
  readonly text: string;
  /** What it is without quotes. `reserved`: begins a directive. */
  readonly kind: 'word' | 'boolean' | 'null' | 'reserved';
  /** As a key: split at dots. */
  readonly path: readonly string[];
}

const PLACES = 1024;

/**
 * A large file has few names: each is kept once, found by a number that the reader makes of its characters. A new one
 * takes the place of another that happens to have the same number.
 */
export class Words {
  private readonly kept: (Word | undefined)[] = new Array(PLACES).fill(undefined);

  constructor(private readonly text: string) {}

  at(start: number, end: number, hash: number): Word {
    const place = (hash ^ (hash >> 10)) & (PLACES - 1);
    const known = this.kept[place];
    if (known !== undefined && known.text.length === end - start && this.text.startsWith(known.text, start))
      return known;
    const text = this.text.slice(start, end);
    const word: Word = { text, kind: kindOf(text), path: pathOf(text) };
    this.kept[place] = word;
    return word;
  }
}

function kindOf(text: string): Word['kind'] {
  if (text === 'true' || text === 'false') return 'boolean';
  if (text === 'null') return 'null';
  return text === 'include' || text === 'required' ? 'reserved' : 'word';
}

/** The segments of an unquoted key. */
export function pathOf(text: string): readonly string[] {
  return text.includes('.') ? text.split('.').filter((segment) => segment !== '') : [text];
}
