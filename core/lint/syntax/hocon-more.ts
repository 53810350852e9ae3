import type { Tree } from '../tree';
import type { Fields } from './hocon-fields';
import type { MergedNode } from './hocon-merged';
import type { HoconNode, Source } from './hocon-node';
import { Sources, type TapePlace } from './hocon-sources';
import { HoconTree, Tape } from './hocon-tape';

/** A file whose records are read when they are asked for. */
export class LazyPlace implements TapePlace {
  /** See `Parser.idle`. */
  static readonly idle = new LazyPlace(HoconTree.idle, [], Tape.idle, { read: () => undefined });

  constructor(
    readonly tree: Tree,
    readonly prefix: readonly string[],
    readonly tape: Tape,
    readonly merge: Reader,
  ) {}
}

export interface Reader {
  /** The records from `first` up to `next`, which stand in a block, are fields of the node. */
  read(node: MergedNode, place: LazyPlace, first: number, next: number): void;
}

/** Records of a block that were not read yet. */
export class Unread {
  /** See `Parser.idle`. */
  static readonly idle = new Unread(LazyPlace.idle, 0, 0);

  constructor(
    readonly place: LazyPlace,
    readonly first: number,
    readonly next: number,
  ) {}
}

/** The fields of a block or the items of a list, once they are read. */
export type Inner = Fields<MergedNode> | MergedNode[] | undefined;

/** All there is to say about a node of which one record does not say all. */
export class More {
  /** See `Parser.idle`. */
  static readonly idle = new More('object', Sources.idle, false);

  type: HoconNode['type'] = 'null';
  text = '';
  inner: Inner = undefined;
  readonly replaced: Source[] = [];
  readonly unread: Unread[] = [];

  constructor(
    public kind: HoconNode['kind'],
    public sources: Sources,
    readonly copied: boolean,
  ) {}
}
