import { type Message, t } from '../../facts/message';
import type { FileId, Span } from '../source';
import type { Entry, Scalar, Tree, Value } from '../tree';
import { type HoconNode, isInclude, type Source } from './hocon-node';

export interface ResolveProblem {
  readonly at: Span;
  readonly message: Message;
}

export interface OpenSubstitution {
  readonly scalar: Scalar;
  readonly path: readonly string[];
  readonly file: FileId;
}

interface Building {
  path: readonly string[];
  kind: HoconNode['kind'];
  type: HoconNode['type'];
  text: string;
  children: Map<string, Building>;
  items: Building[];
  sources: Source[];
  replaced: Source[];
  copied: boolean;
}

/** Limits against texts made to explode; far above anything sensible. */
export const LIMITS = { passes: 50, copiedNodes: 5000, files: 1000, depth: 300, text: 16_384 };

interface Place {
  readonly tree: Tree;
  /** Path of the object into which the file is included; substitutions of the file are relative to it. */
  readonly prefix: readonly string[];
}

/** One pass over all files. */
export class Merge {
  readonly problems: ResolveProblem[] = [];
  readonly open: OpenSubstitution[] = [];
  private readonly active = new Set<FileId>();
  private files = 0;
  private readonly waiting = new Set<HoconNode>();
  private readonly settled = new Map<HoconNode, boolean>();
  private copied = 0;

  constructor(
    private readonly included: (tree: Tree, entry: Entry) => Tree | undefined,
    private readonly known: ReadonlyMap<Scalar, HoconNode>,
  ) {}

  run(layers: readonly Tree[]): HoconNode {
    const node = blank([]);
    for (const layer of layers) this.file(layer, node);
    return node;
  }

  private file(tree: Tree, node: Building): void {
    if (this.active.has(tree.file) || ++this.files > LIMITS.files) return;
    this.active.add(tree.file);
    this.entries(tree.entries, node, { tree, prefix: node.path });
    this.active.delete(tree.file);
  }

  private entries(entries: readonly Entry[], node: Building, place: Place): void {
    for (const entry of entries) {
      if (isInclude(place.tree, entry)) {
        const tree = this.included(place.tree, entry);
        if (tree) this.file(tree, node);
      } else {
        this.entry(entry, node, place);
      }
    }
  }

  private entry(entry: Entry, parent: Building, place: Place): void {
    if (parent.path.length + entry.path.length > LIMITS.depth) return;
    let node = parent;
    for (let segment = 0; segment < entry.path.length; segment++) {
      const name = entry.path[segment] ?? '';
      const last = segment === entry.path.length - 1;
      if (last && this.vanishes(entry.value, place)) return;
      node = child(node, name);
      if (!last) {
        if (!itemOf(node, entry.path[segment + 1] ?? '')) becomeObject(node);
        node.sources.push({ tree: place.tree, entry, segment, value: undefined });
      } else {
        this.assign(node, entry.value, { tree: place.tree, entry, segment, value: entry.value }, place);
      }
    }
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
  waits(node: HoconNode): boolean {
    if (this.waiting.size === 0) return false;
    const known = this.settled.get(node);
    if (known !== undefined) return known;
    const result =
      this.waiting.has(node) || [...node.children.values(), ...node.items].some((inner) => this.waits(inner));
    this.settled.set(node, result);
    return result;
  }

  private assign(node: Building, value: Value, source: Source, place: Place): void {
    const parts =
      value.kind === 'scalar' && !value.parts ? [value] : value.kind === 'missing' ? [] : (value.parts ?? []);
    if (parts.some(isSubstitution)) this.substituted(node, parts, source, place);
    else if (value.kind === 'object') this.object(node, value.entries, source, place);
    else if (value.kind === 'array') this.array(node, value.items, source, place);
    else if (value.kind === 'scalar') this.scalar(node, value, source);
    else this.replace(node, 'unknown', source);
  }

  private scalar(node: Building, value: Scalar, source: Source): void {
    this.replace(node, 'scalar', source);
    node.type = value.type === 'substitution' ? 'string' : value.type;
    node.text = value.text;
  }

  private replace(node: Building, kind: HoconNode['kind'], source: Source): void {
    for (const earlier of node.sources) if (earlier.value !== undefined) node.replaced.push(earlier);
    node.sources = [source];
    node.kind = kind;
    node.text = '';
    node.children = new Map();
    node.items = [];
  }

  private object(node: Building, entries: readonly Entry[], source: Source, place: Place): void {
    if (node.kind !== 'array') becomeObject(node);
    this.entries(entries, node, place);
    // Only now: a list keeps its items until a field of this block that is no item makes it a block.
    node.sources.push(source);
  }

  private array(node: Building, items: readonly Value[], source: Source, place: Place): void {
    this.replace(node, 'array', source);
    this.append(node, items, place);
  }

  private append(node: Building, items: readonly Value[], place: Place): void {
    for (const value of items) {
      if (this.vanishes(value, place)) continue;
      const item = blank([...node.path, String(node.items.length + 1)]);
      node.items.push(item);
      this.assign(item, value, { tree: place.tree, entry: undefined, segment: 0, value }, place);
    }
  }

  private substituted(node: Building, parts: readonly Value[], source: Source, place: Place): void {
    const resolved = parts.map((part) =>
      isSubstitution(part) ? (this.known.get(part) ?? this.pending(part, place)) : part,
    );
    const pieces = resolved.filter((piece) => piece !== 'absent' && piece !== 'pending');
    const kinds = new Set(pieces.map((piece) => piece.kind));
    if (resolved.includes('pending')) {
      this.wait(node, source);
    } else if (kinds.has('unknown') || pieces.length === 0) {
      this.replace(node, 'unknown', source);
    } else if (kinds.size > 1 || (kinds.has('scalar') && pieces.length > 1 && !pieces.every(isText))) {
      this.replace(node, 'unknown', source);
      this.cannotJoin(source);
    } else if (kinds.has('object')) {
      this.joinObjects(node, pieces, source, place);
    } else {
      this.replace(node, kinds.has('array') ? 'array' : 'scalar', source);
      for (const piece of pieces) this.joinPiece(node, piece, place);
    }
  }

  /** Until it is resolved, the field is as if absent, so that `path = ${path}":x"` sees the earlier value. */
  private wait(node: Building, source: Source): void {
    if (node.sources.length > 0) return;
    this.replace(node, 'unknown', source);
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

  private joinObjects(node: Building, pieces: readonly (Value | HoconNode)[], source: Source, place: Place): void {
    becomeObject(node);
    node.sources.push(source);
    for (const piece of pieces) {
      if ('children' in piece) this.copyInto(node, piece);
      else if (piece.kind === 'object') this.entries(piece.entries, node, place);
    }
  }

  private joinPiece(node: Building, piece: Value | HoconNode, place: Place): void {
    if ('children' in piece) {
      if (piece.kind === 'array') for (const item of piece.items) node.items.push(this.copy(item, item.path));
      node.type = piece.type;
      node.text = (node.text + piece.text).slice(0, LIMITS.text);
    } else if (piece.kind === 'array') {
      this.append(node, piece.items, place);
    } else if (piece.kind === 'scalar') {
      node.type = 'string';
      node.text = (node.text + piece.text).slice(0, LIMITS.text);
    }
  }

  private copyInto(target: Building, from: HoconNode): void {
    for (const [name, node] of from.children) {
      const existing = target.children.get(name);
      if (existing?.kind === 'object' && node.kind === 'object') this.copyInto(existing, node);
      else target.children.set(name, this.copy(node, [...target.path, name]));
    }
  }

  private copy(node: HoconNode, path: readonly string[]): Building {
    const copy: Building = {
      ...blank(path),
      kind: node.kind,
      type: node.type,
      text: node.text,
      sources: [...node.sources],
      copied: true,
    };
    if (++this.copied > LIMITS.copiedNodes) return { ...copy, kind: 'unknown' };
    for (const [name, child] of node.children) copy.children.set(name, this.copy(child, [...path, name]));
    copy.items = node.items.map((item, index) => this.copy(item, [...path, String(index + 1)]));
    return copy;
  }
}

/** The child of an object; of a list, the item of that number, which a numeric key changes in place. */
function child(node: Building, name: string): Building {
  const item = itemOf(node, name);
  if (item) return item;
  becomeObject(node);
  const existing = node.children.get(name);
  if (existing) return existing;
  const created = blank([...node.path, name]);
  node.children.set(name, created);
  return created;
}

/** Items count from 1. */
function itemOf(node: Building, name: string): Building | undefined {
  return node.kind === 'array' && /^[1-9][0-9]*$/.test(name) ? node.items[Number(name) - 1] : undefined;
}

function becomeObject(node: Building): void {
  if (node.kind === 'object') return;
  for (const earlier of node.sources) node.replaced.push(earlier);
  node.sources = [];
  node.items = [];
  node.kind = 'object';
}

function isSubstitution(value: Value): value is Scalar {
  return value.kind === 'scalar' && value.type === 'substitution';
}

function isText(piece: Value | HoconNode): boolean {
  return piece.kind === 'scalar' && piece.type === 'string';
}

function blank(path: readonly string[]): Building {
  return {
    path,
    kind: 'object',
    type: 'null',
    text: '',
    children: new Map(),
    items: [],
    sources: [],
    replaced: [],
    copied: false,
  };
}
