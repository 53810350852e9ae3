import { type Message, t } from '../../facts/message';
import type { FileId, Span } from '../source';
import type { Entry, ObjectValue, Scalar, Tree, Value } from '../tree';
import { Copies } from './hocon-copy';
import { MergedNode } from './hocon-merged';
import { LazyPlace, type Reader, Unread } from './hocon-more';
import { isInclude, type Source } from './hocon-node';
import type { Place } from './hocon-sources';
import { type Found, MOST_FILES, type Substitutions } from './hocon-substitute';
import { HoconTree, isEmptyBlock, TapeBlock } from './hocon-tape';
import { isSubstitution, piecesOf } from './hocon-tree';

export interface ResolveProblem {
  readonly at: Span;
  readonly message: Message;
}

/** Limits against texts made to explode; far above anything sensible. */
const LIMITS = { copiedNodes: 5000, depth: 300, text: 16_384 };

/** One pass over all files. */
export class Merge implements Reader {
  /** See `Parser.idle`. */
  static readonly idle = new Merge(() => undefined, new Map());

  readonly problems: ResolveProblem[] = [];
  private readonly active = new Set<FileId>();
  private files = 0;
  /** What substitutions stand for, made once for all that take it. */
  private readonly known = new Map<Scalar, MergedNode>();
  private copies = new Copies(LIMITS.copiedNodes);

  constructor(
    private readonly included: (tree: Tree, entry: Entry) => Tree | undefined,
    private readonly found: Substitutions['found'],
  ) {}

  run(layers: readonly Tree[]): MergedNode {
    for (const [scalar, values] of this.found) if (values.length > 0) this.known.set(scalar, this.standsFor(values));
    // Values that nobody takes leave no less room for those that somebody does.
    this.copies = new Copies(LIMITS.copiedNodes);
    const node = new MergedNode(undefined, '', undefined, 0);
    for (const layer of layers) this.file(layer, node);
    return node;
  }

  private file(tree: Tree, node: MergedNode): void {
    if (this.active.has(tree.file) || ++this.files > MOST_FILES) return;
    this.active.add(tree.file);
    const place = { tree, prefix: node.path };
    if (tree instanceof HoconTree) this.block(tree.block, node, place);
    else this.entries(tree.entries, node, place);
    this.active.delete(tree.file);
  }

  /** Read when somebody asks for its fields, but for what depends on other places. */
  private block(block: TapeBlock, node: MergedNode, place: Place): void {
    node.block(new Unread(new LazyPlace(place.tree, place.prefix, block.tape, this), block.first, block.next));
    if (block.isOpen) node.readNow();
  }

  read(node: MergedNode, place: LazyPlace, first: number, next: number): void {
    const { tape } = place;
    const { depth } = node;
    for (let at = first; at < next; at = tape.next(at)) {
      const made = tape.made(at);
      if (made !== undefined) this.field(made, node, place);
      else this.record(at, node, place, depth);
    }
  }

  private record(at: number, parent: MergedNode, place: LazyPlace, depth: number): void {
    const { tape } = place;
    const field = tape.isDotted(at)
      ? this.dotted(at, parent, place, depth)
      : depth < LIMITS.depth && parent.record(tape.name(at), place, at);
    if (field && tape.isOpen(at)) field.readNow();
  }

  private dotted(at: number, parent: MergedNode, place: LazyPlace, depth: number): MergedNode | undefined {
    const path = place.tape.path(at);
    if (depth + path.length > LIMITS.depth) return undefined;
    let node = parent;
    for (let segment = 0; segment < path.length - 1; segment++) {
      node = node.child(path[segment] ?? '');
      if (node.isBeyond(path[segment + 1] ?? '')) this.beyond(node, place, place.tape.entry(at));
      leadOn(node, path[segment + 1] ?? '');
      node.lead(place, at, segment);
    }
    return node.record(path.at(-1) ?? '', place, at);
  }

  private entries(entries: readonly Entry[], node: MergedNode, place: Place): void {
    for (const entry of entries) this.field(entry, node, place);
  }

  private field(entry: Entry, node: MergedNode, place: Place): void {
    if (!isInclude(place.tree, entry)) {
      this.entry(entry, node, place);
      return;
    }
    const tree = this.included(place.tree, entry);
    if (tree) this.file(tree, node);
  }

  private entry(entry: Entry, parent: MergedNode, place: Place): void {
    const { path, value } = entry;
    const { tree } = place;
    const last = path.length - 1;
    if (parent.depth + path.length > LIMITS.depth) return;
    let node = parent;
    for (let segment = 0; segment < last; segment++) {
      node = node.child(path[segment] ?? '');
      if (node.isBeyond(path[segment + 1] ?? '')) this.beyond(node, place, entry);
      leadOn(node, path[segment + 1] ?? '');
      node.add({ tree, entry, segment, value: undefined });
    }
    if (last < 0 || this.vanishes(value)) return;
    this.assign(node.child(path[last] ?? ''), value, { tree, entry, segment: last, value }, place);
  }

  private standsFor(values: readonly Found[]): MergedNode {
    const root = new MergedNode(undefined, '', undefined, 0);
    for (const { rest, whole } of values) {
      const { value, source, place } = whole;
      const leading = rest.slice(0, -1).reduce((node, name) => node.child(name), root);
      if (rest.length === 0) this.assign(root, value, source, place);
      else if (!this.vanishes(value)) this.assign(leading.child(rest.at(-1) ?? ''), value, source, place);
    }
    return root;
  }

  /** Of a value that is only `${?x}`, of which there is none, there is no field. */
  private vanishes(value: Value): boolean {
    const pieces = piecesOf(value);
    return pieces.length > 0 && pieces.every((piece) => isSubstitution(piece) && this.isNothing(piece));
  }

  private isNothing(substitution: Scalar): boolean {
    const values = this.found.get(substitution);
    return values?.every(({ rest, whole }) => rest.length === 0 && this.vanishes(whole.value)) ?? false;
  }

  private assign(node: MergedNode, value: Value, source: Source, place: Place): void {
    const parts = piecesOf(value);
    if (parts.some(isSubstitution) || (parts.length > 1 && parts.some(isEmptyBlock)))
      this.joined(node, parts, source, place);
    else if (value.kind === 'object') this.object(node, value, source, place);
    else if (value.kind === 'array') this.array(node, parts, source, place);
    else if (value.kind === 'scalar') this.scalar(node, value, source);
    else node.replace('unknown', source);
  }

  private scalar(node: MergedNode, { type, text }: Scalar, source: Source): void {
    node.replace('scalar', source);
    node.put(type === 'substitution' ? 'string' : type, text);
  }

  private object(node: MergedNode, value: ObjectValue, source: Source, place: Place): void {
    if (value instanceof TapeBlock) this.block(value, node, place);
    else {
      if (node.kind !== 'array') node.becomeObject();
      for (const piece of piecesOf(value)) if (piece.kind === 'object') this.entries(piece.entries, node, place);
    }
    // Only now: a list keeps its items until a field of this block that is no item makes it a block.
    node.add(source);
  }

  private array(node: MergedNode, pieces: readonly Value[], source: Source, place: Place): void {
    node.replace('array', source);
    for (const piece of pieces) if (piece.kind === 'array') this.append(node, piece.items, place);
  }

  private append(node: MergedNode, items: readonly Value[], place: Place): void {
    for (const value of items) {
      if (this.vanishes(value)) continue;
      this.assign(node.append(), value, { tree: place.tree, entry: undefined, segment: 0, value }, place);
    }
  }

  private joined(node: MergedNode, parts: readonly Value[], source: Source, place: Place): void {
    const written = parts.filter((part) => !isSubstitution(part) || !this.isNothing(part));
    const all = written.map((part) => (isSubstitution(part) ? this.known.get(part) : part));
    const pieces = all.flatMap((piece) => (piece === undefined || isNothingBeside(piece) ? [] : [piece]));
    const kinds = new Set(pieces.map((piece) => piece.kind));
    if (all.includes(undefined)) {
      // Nothing is known of it, and what was said before is as good.
      if (!node.isNamed) node.replace('unknown', source);
    } else if (kinds.has('unknown')) {
      node.replace('unknown', source);
    } else if (kinds.size > 1 || (kinds.has('scalar') && pieces.length > 1 && !pieces.every(isText))) {
      node.replace('unknown', source);
      // Without substitutions the parser has said so.
      if (parts.some(isSubstitution)) this.cannotJoin(source);
    } else if (kinds.has('object') || pieces.length === 0) {
      this.joinObjects(node, pieces, source, place);
    } else {
      node.replace(kinds.has('array') ? 'array' : 'scalar', source);
      for (const piece of pieces) this.joinPiece(node, piece, place);
    }
  }

  private cannotJoin({ tree, value }: Source): void {
    if (!value) return;
    const at = { file: tree.file, start: value.range.start, end: value.range.end };
    this.problems.push({
      at,
      message: t('EMQX cannot join these to one value: only texts, only lists or only blocks go together'),
    });
  }

  private beyond(list: MergedNode, { tree }: Place, { key }: Entry): void {
    const count = list.items.length;
    const at = { file: tree.file, start: key.start, end: key.end };
    this.problems.push({
      at,
      message: t('EMQX refuses this number: the list “{path}” has {count} items, and one more may follow', {
        path: list.path.join('.'),
        count,
      }),
    });
  }

  private joinObjects(node: MergedNode, pieces: readonly (Value | MergedNode)[], source: Source, place: Place): void {
    const names = pieces.flatMap((piece) => ('children' in piece ? [...piece.children.keys()] : piece.kind));
    if (!names.every((name) => node.item(name))) node.becomeObject();
    node.add(source);
    for (const piece of pieces) {
      if ('children' in piece) this.copies.fields(node, piece);
      else if (piece.kind === 'object') this.entries(piece.entries, node, place);
    }
  }

  private joinPiece(node: MergedNode, piece: Value | MergedNode, place: Place): void {
    if ('children' in piece) {
      this.copies.items(node, piece);
      node.put(piece.type, (node.text + piece.text).slice(0, LIMITS.text));
    } else if (piece.kind === 'array') {
      this.append(node, piece.items, place);
    } else if (piece.kind === 'scalar') {
      node.put('string', (node.text + piece.text).slice(0, LIMITS.text));
    }
  }
}

/** A key leads through the node to what has that name. */
function leadOn(node: MergedNode, name: string): void {
  if (!node.item(name)) node.becomeObject();
}

/** It adds nothing to what stands beside it. */
function isNothingBeside(piece: Value | MergedNode): boolean {
  return 'children' in piece ? piece.kind === 'object' && piece.children.size === 0 : isEmptyBlock(piece);
}

function isText(piece: Value | MergedNode): boolean {
  return piece.kind === 'scalar' && piece.type === 'string';
}
