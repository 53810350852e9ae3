import type { FileId } from '../source';
import type { Entry, Scalar, Tree, Value } from '../tree';
import { isInclude, type Source } from './hocon-node';
import type { Place } from './hocon-sources';
import { mayBeOpen } from './hocon-tape';
import { isSubstitution, piecesOf } from './hocon-tree';
import { pathOf } from './hocon-words';

/** What each substitution stands for, those first on which others rely. No values: as if it were not written. */
export interface Substitutions {
  readonly found: ReadonlyMap<Scalar, readonly Found[]>;
  readonly undefined: readonly Substitution[];
}

/** A value that a substitution stands for; `rest` where the path ends inside the key: `${a}` for `a.b = 1`. */
export interface Found {
  readonly rest: readonly string[];
  readonly whole: Whole;
}

/** The value of a field, or an item of a list. */
export interface Whole {
  readonly value: Value;
  readonly source: Source;
  readonly place: Place;
  readonly outer: Whole | undefined;
  /** In order; a piece without fields is undefined. */
  readonly pieces: (readonly Field[] | Substitution | undefined)[];
  /** Substitutions in it that nothing was found for yet. */
  open: number;
}

/** A field with the path of its key, or with what is left of it. */
interface Field {
  readonly path: readonly string[];
  readonly whole: Whole;
}

export interface Substitution {
  readonly scalar: Scalar;
  readonly path: readonly string[];
  readonly whole: Whole;
  answer: readonly Found[] | undefined;
}

/** Files that are read, each as often as it is included. */
export const MOST_FILES = 1000;

/** Fields that are looked at in all; far above anything sensible, against texts made to explode. */
const MOST_STEPS = 2_000_000;

type Included = (tree: Tree, entry: Entry) => Tree | undefined;

/**
 * Which values `${a.b}` and `${?a.b}` stand for, in the order in which emqx/hocon 0.45 finds out (`hocon:resolve/1`):
 * the first one in the text for whose path there is a value without open substitutions gets the last such value, and
 * then all are looked at again. An optional one for which there is none by then stands for nothing.
 */
export function substitutions(layers: readonly Tree[], included: Included): Substitutions {
  if (!layers.some(mayBeOpen)) return { found: new Map(), undefined: [] };
  const outline = new Outline(included);
  const fields = layers.flatMap((tree) => outline.file({ tree, prefix: [] }, undefined));
  if (outline.substitutions.length === 0) return { found: new Map(), undefined: [] };
  const search = new Search(fields);
  const found = new Map<Scalar, readonly Found[]>();
  let waiting: readonly Substitution[] = outline.substitutions;
  for (;;) {
    const next = waiting.find((one) => search.answers(one));
    if (!next) return { found, undefined: search.isExhausted ? [] : waiting };
    // A file that is included twice has it twice: both stand for the same then.
    if (!found.has(next.scalar)) found.set(next.scalar, next.answer ?? []);
    waiting = waiting.filter((one) => one !== next);
  }
}

/** The fields of all files as far as substitutions are concerned, in the order of the text. */
class Outline {
  readonly substitutions: Substitution[] = [];
  private readonly active = new Set<FileId>();
  private files = 0;

  constructor(private readonly included: Included) {}

  file(place: Place, outer: Whole | undefined): Field[] {
    const { file, entries } = place.tree;
    if (this.active.has(file) || ++this.files > MOST_FILES) return [];
    this.active.add(file);
    const fields = this.fields(entries, place, place.prefix, outer);
    this.active.delete(file);
    return fields;
  }

  private fields(entries: readonly Entry[], place: Place, above: readonly string[], outer: Whole | undefined): Field[] {
    const { tree } = place;
    return entries.flatMap((entry) => {
      const { path, value } = entry;
      if (isInclude(tree, entry)) {
        const other = this.included(tree, entry);
        return other ? this.file({ tree: other, prefix: above }, outer) : [];
      }
      const source = { tree, entry, segment: path.length - 1, value };
      return [{ path, whole: this.whole(value, source, place, [...above, ...path], outer) }];
    });
  }

  private whole(value: Value, source: Source, place: Place, above: readonly string[], outer: Whole | undefined): Whole {
    const whole: Whole = { value, source, place, outer, pieces: [], open: 0 };
    for (const piece of piecesOf(value)) whole.pieces.push(this.piece(piece, above, whole));
    return whole;
  }

  private piece(piece: Value, above: readonly string[], whole: Whole): Whole['pieces'][number] {
    const { place } = whole;
    if (piece.kind === 'object') return this.fields(piece.entries, place, above, whole);
    if (piece.kind === 'array') {
      for (const value of piece.items)
        this.whole(value, { tree: place.tree, entry: undefined, segment: 0, value }, place, above, whole);
    }
    if (!isSubstitution(piece)) return undefined;
    const path = [...place.prefix, ...pathOf(piece.text.replace(/^\?/, ''))];
    const substitution = { scalar: piece, path, whole, answer: undefined };
    this.substitutions.push(substitution);
    for (let within: Whole | undefined = whole; within; within = within.outer) within.open++;
    return substitution;
  }
}

class Search {
  private steps = 0;

  constructor(private readonly all: readonly Field[]) {}

  get isExhausted(): boolean {
    return this.steps > MOST_STEPS;
  }

  /** There is an answer by now. */
  answers(substitution: Substitution): boolean {
    if (this.isExhausted) return false;
    const answer = this.last(substitution.path, this.all, undefined);
    if (this.isExhausted || (!answer && !substitution.scalar.text.startsWith('?'))) return false;
    substitution.answer = answer ?? [];
    for (let within: Whole | undefined = substitution.whole; within; within = within.outer) within.open--;
    return true;
  }

  /** The last value of that path in these fields, or the one before where there is none. */
  private last(path: readonly string[], fields: readonly Field[], before: Answer): Answer {
    let answer = before;
    for (const { path: own, whole } of fields) {
      this.steps++;
      const isLonger = own.length > path.length;
      if (this.isExhausted || !(isLonger ? begins(own, path) : begins(path, own))) continue;
      if (own.length < path.length) answer = this.inside(path.slice(own.length), whole, answer);
      else if (whole.open === 0) answer = follow(answer, { rest: own.slice(path.length), whole });
    }
    return answer;
  }

  private inside(path: readonly string[], whole: Whole, before: Answer): Answer {
    return whole.pieces.reduce<Answer>((answer, piece) => {
      if (piece === undefined) return answer;
      if (!('answer' in piece)) return this.last(path, piece, answer);
      return (piece.answer ?? []).reduce<Answer>(
        (inner, found) =>
          found.rest.length > 0
            ? this.last(path, [{ path: found.rest, whole: found.whole }], inner)
            : this.inside(path, found.whole, inner),
        answer,
      );
    }, before);
  }
}

type Answer = readonly Found[] | undefined;

/** A later block adds its fields to one before; anything else takes the place of what was found before. */
function follow(before: Answer, found: Found): Answer {
  const first = before?.[0];
  return before && first && isBlock(first) && isBlock(found) ? [...before, found] : [found];
}

/** `a.b = 1` does not make a block of `a`. */
function isBlock({ rest, whole }: Found): boolean {
  const [first] = whole.pieces;
  if (rest.length > 0 || first === undefined) return false;
  const answer = 'answer' in first ? first.answer?.[0] : undefined;
  return 'answer' in first ? answer !== undefined && isBlock(answer) : true;
}

function begins(path: readonly string[], start: readonly string[]): boolean {
  return start.every((segment, index) => path[index] === segment);
}
