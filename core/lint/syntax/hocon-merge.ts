import { type Message, t } from '../../facts/message';
import type { FileId, Span } from '../source';
import type { Entry, ObjectValue, Scalar, Tree, Value } from '../tree';
import { Copies } from './hocon-copy';
import { MergedNode } from './hocon-merged';
import { LazyPlace, type Reader, Unread } from './hocon-more';
import { isInclude, type Source } from './hocon-node';
import type { Place } from './hocon-sources';
import { HoconTree, TapeBlock } from './hocon-tape';

export interface ResolveProblem {
  readonly at: Span;
  readonly message: Message;
}

export interface OpenSubstitution {
  readonly scalar: Scalar;
  readonly path: readonly string[];
  readonly file: FileId;
}

/** Limits against texts made to explode; far above anything sensible. */
export const LIMITS = { passes: 50, copiedNodes: 5000, files: 1000, depth: 300, text: 16_384 };

/** One pass over all files. */
export class Merge implements Reader {
  /** See `Parser.idle`. */
  static readonly idle = new Merge(() => undefined, new Map());

  readonly problems: ResolveProblem[] = [];
  readonly open: OpenSubstitution[] = [];
  private readonly active = new Set<FileId>();
  private files = 0;
  private readonly waiting = new Set<MergedNode>();
  private readonly settled = new Map<MergedNode, boolean>();
  private readonly copies = new Copies(LIMITS.copiedNodes, this.waiting);

  constructor(
    private readonly included: (tree: Tree, entry: Entry) => Tree | undefined,
    private readonly known: ReadonlyMap<Scalar, MergedNode>,
  ) {}

  run(layers: readonly Tree[]): MergedNode {
    const node = new MergedNode(undefined, '', undefined, 0);
    for (const layer of layers) this.file(layer, node);
    return node;
  }

  private file(tree: Tree, node: MergedNode): void {
    if (this.active.has(tree.file) || ++this.files > LIMITS.files) return;
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
      node = through(node, path, segment);
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
      node = through(node, path, segment);
      node.add({ tree, entry, segment, value: undefined });
    }
    if (last < 0 || this.vanishes(value, place)) return;
    this.assign(node.child(path[last] ?? ''), value, { tree, entry, segment: last, value }, place);
  }

  /** `${?x}` alone with nothing to resolve to leaves no field. Also a substitution not resolved yet. */
  private vanishes(value: Value, place: Place): boolean {
    if (!isSubstitution(value) || value.parts || !value.text.startsWith('?') || this.known.has(value)) return false;
    this.note(value, place);
    return true;
  }

  private note(scalar: Scalar, place: Place): void {
    const written = scalar.text
      .replace(/^\?/, '')
      .split('.')
      .filter((segment) => segment !== '');
    this.open.push({ scalar, path: [...place.prefix, ...written], file: place.tree.file });
  }

  /** The node, or something in it, waits for a substitution. */
  waits(node: MergedNode): boolean {
    if (this.waiting.size === 0) return false;
    const known = this.settled.get(node);
    if (known !== undefined) return known;
    // What was not read waits for nothing.
    const result = this.waiting.has(node) || node.known.some((inner) => this.waits(inner));
    this.settled.set(node, result);
    return result;
  }

  private assign(node: MergedNode, value: Value, source: Source, place: Place): void {
    const parts =
      value.kind === 'scalar' && !value.parts ? [value] : value.kind === 'missing' ? [] : (value.parts ?? []);
    if (parts.some(isSubstitution)) this.substituted(node, parts, source, place);
    else if (value.kind === 'object') this.object(node, value, source, place);
    else if (value.kind === 'array') this.array(node, value.items, source, place);
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
      this.entries(value.entries, node, place);
    }
    // Only now: a list keeps its items until a field of this block that is no item makes it a block.
    node.add(source);
  }

  private array(node: MergedNode, items: readonly Value[], source: Source, place: Place): void {
    node.replace('array', source);
    this.append(node, items, place);
  }

  private append(node: MergedNode, items: readonly Value[], place: Place): void {
    for (const value of items) {
      if (this.vanishes(value, place)) continue;
      this.assign(node.append(), value, { tree: place.tree, entry: undefined, segment: 0, value }, place);
    }
  }

  private substituted(node: MergedNode, parts: readonly Value[], source: Source, place: Place): void {
    const resolved = parts.map((part) =>
      isSubstitution(part) ? (this.known.get(part) ?? this.pending(part, place)) : part,
    );
    const pieces = resolved.filter((piece) => piece !== 'absent' && piece !== 'pending');
    const kinds = new Set(pieces.map((piece) => piece.kind));
    if (resolved.includes('pending')) {
      this.wait(node, source);
    } else if (kinds.has('unknown') || pieces.length === 0) {
      node.replace('unknown', source);
    } else if (kinds.size > 1 || (kinds.has('scalar') && pieces.length > 1 && !pieces.every(isText))) {
      node.replace('unknown', source);
      this.cannotJoin(source);
    } else if (kinds.has('object')) {
      this.joinObjects(node, pieces, source, place);
    } else {
      node.replace(kinds.has('array') ? 'array' : 'scalar', source);
      for (const piece of pieces) this.joinPiece(node, piece, place);
    }
  }

  /** Until it is resolved, the field is as if absent, so that `path = ${path}":x"` sees the earlier value. */
  private wait(node: MergedNode, source: Source): void {
    if (node.isNamed) return;
    node.replace('unknown', source);
    this.waiting.add(node);
  }

  private pending(part: Scalar, place: Place): 'pending' | 'absent' {
    this.note(part, place);
    return part.text.startsWith('?') ? 'absent' : 'pending';
  }

  private cannotJoin({ tree, value }: Source): void {
    if (!value) return;
    const at = { file: tree.file, start: value.range.start, end: value.range.end };
    this.problems.push({
      at,
      message: t('EMQX cannot join these to one value: only texts, only lists or only blocks go together'),
    });
  }

  private joinObjects(node: MergedNode, pieces: readonly (Value | MergedNode)[], source: Source, place: Place): void {
    node.becomeObject();
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

/** A key leads through the child that one of its segments names. */
function through(parent: MergedNode, path: readonly string[], segment: number): MergedNode {
  const node = parent.child(path[segment] ?? '');
  if (!node.item(path[segment + 1] ?? '')) node.becomeObject();
  return node;
}

function isSubstitution(value: Value): value is Scalar {
  return value.kind === 'scalar' && value.type === 'substitution';
}

function isText(piece: Value | MergedNode): boolean {
  return piece.kind === 'scalar' && piece.type === 'string';
}
