import type { Entry, Tree, Value } from '../tree';
import type { Source } from './hocon-node';
import { HoconTree, Tape } from './hocon-tape';

/** A file that is merged. */
export interface Place {
  readonly tree: Tree;
  /** Path of the object into which the file is included; substitutions of the file are relative to it. */
  readonly prefix: readonly string[];
}

/** A file whose fields are records. */
export interface TapePlace extends Place {
  readonly tape: Tape;
}

/** In place of the number of a segment: the record has the value of the node. */
export const VALUE = -1;

/** A record as source: entry and value are made when they are asked for. */
export class RecordSource implements Source {
  /** See `Parser.idle`. */
  static readonly idle = new RecordSource({ tree: HoconTree.idle, prefix: [], tape: Tape.idle }, 0, VALUE);

  /** `leads`: the segment of the key that leads through the node, or `VALUE`. */
  constructor(
    readonly place: TapePlace,
    private readonly at: number,
    readonly leads: number,
  ) {}

  get tree(): Tree {
    return this.place.tree;
  }

  get entry(): Entry | undefined {
    return this.place.tape.isItem(this.at) ? undefined : this.place.tape.entry(this.at);
  }

  get segment(): number {
    return this.leads === VALUE ? (this.entry?.path.length ?? 1) - 1 : this.leads;
  }

  get value(): Value | undefined {
    const { entry } = this;
    if (entry === undefined) return this.place.tape.item(this.at);
    return this.leads === VALUE ? entry.value : undefined;
  }
}

/**
 * The sources of a node, in order. Thousands of records may lead through one node, as `listeners.ssl.a`,
 * `listeners.ssl.b` do: of such a run all but the first are no more than numbers until somebody asks.
 */
export class Sources {
  /** See `Parser.idle`. */
  static readonly idle = new Sources([]);

  private readonly list: (Source | number)[] = [];
  /** What the next record may follow as a number. */
  private run: RecordSource | undefined = undefined;
  private known: readonly Source[] | undefined = undefined;

  /** `first` is not copied: of a node with many sources there may be many copies. */
  constructor(private readonly first: readonly Source[]) {}

  get size(): number {
    return this.first.length + this.list.length;
  }

  get all(): readonly Source[] {
    if (this.list.length === 0) return this.first;
    this.known ??= [...this.first, ...written(this.list)];
    return this.known;
  }

  add(source: Source): void {
    this.list.push(source);
    this.run = undefined;
    this.known = undefined;
  }

  /** The record leads through the node with that segment of its key. */
  lead(place: TapePlace, at: number, segment: number): void {
    this.known = undefined;
    if (this.run?.place === place && this.run.leads === segment) {
      this.list.push(at);
    } else {
      this.run = new RecordSource(place, at, segment);
      this.list.push(this.run);
    }
  }
}

function written(list: readonly (Source | number)[]): Source[] {
  let run: RecordSource | undefined;
  const sources: Source[] = [];
  for (const each of list) {
    if (each instanceof RecordSource) run = each;
    if (typeof each !== 'number') sources.push(each);
    else if (run !== undefined) sources.push(new RecordSource(run.place, each, run.leads));
  }
  return sources;
}
