import { type Message, t } from '../../facts/message';
import type { FileId, Span } from '../source';
import type { Entry, Scalar, Tree, Value } from '../tree';

/** One place of the text that says something about a path. */
export interface Source {
  readonly tree: Tree;
  /** Absent for an item of a list. */
  readonly entry: Entry | undefined;
  /** Which segment of the entry's path stands for the node; the last one carries the value. */
  readonly segment: number;
  /** Absent where the entry only leads through the node (`a` in `a.b = 1`). */
  readonly value: Value | undefined;
}

/** What the broker has after merging all files: one node per path. */
export interface HoconNode {
  readonly path: readonly string[];
  /** `unknown`: no value could be read or resolved, so nothing may be concluded. */
  readonly kind: 'object' | 'array' | 'scalar' | 'unknown';
  /** `scalar` only. */
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  /** `scalar` only: as the broker reads it, substitutions resolved. */
  readonly text: string;
  /** `object` only. */
  readonly children: ReadonlyMap<string, HoconNode>;
  /** `array` only. */
  readonly items: readonly HoconNode[];
  /** What makes up the node, in order; the last one decides a scalar or list. */
  readonly sources: readonly Source[];
  /** Earlier values that a later one replaced. */
  readonly replaced: readonly Source[];
  /** Came through a substitution: its text stands elsewhere and means something there too. */
  readonly copied: boolean;
}

export interface ResolveProblem {
  readonly at: Span;
  readonly message: Message;
}

export interface Resolved {
  readonly root: HoconNode;
  /** What makes the broker give up although each file is well-formed. */
  readonly problems: readonly ResolveProblem[];
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
const LIMITS = { passes: 50, copiedNodes: 20_000, text: 16_384 };

/**
 * Merges the entries of the root file, with included files in their places. As in the broker, a substitution sees every
 * value that is itself resolved, wherever it stands, so resolving goes in passes until nothing changes.
 */
export function resolveHocon(root: Tree, included: (tree: Tree, entry: Entry) => Tree | undefined): Resolved {
  const known = new Map<Scalar, HoconNode>();
  for (let pass = 0; ; pass++) {
    const merge = new Merge(included, known);
    const node = merge.run(root);
    const progress = merge.open.filter(({ scalar, path }) => {
      const target = find(node, path);
      if (target && !merge.waits(target)) known.set(scalar, target);
      return known.has(scalar);
    });
    if (progress.length > 0 && pass < LIMITS.passes) continue;
    const unresolved = pass < LIMITS.passes ? merge.open.filter(({ scalar }) => !scalar.text.startsWith('?')) : [];
    return { root: node, problems: [...merge.problems, ...unresolved.map(undefinedPath)] };
  }
}

interface OpenSubstitution {
  readonly scalar: Scalar;
  readonly path: readonly string[];
  readonly file: FileId;
}

function undefinedPath({ scalar, path, file }: OpenSubstitution): ResolveProblem {
  return {
    at: { file, start: scalar.range.start, end: scalar.range.end },
    message: t("'{path}' is not defined in these files, and EMQX does not look into the environment", {
      path: path.join('.'),
    }),
  };
}

export function find(node: HoconNode, path: readonly string[]): HoconNode | undefined {
  let at: HoconNode | undefined = node;
  for (const segment of path) at = at?.children.get(segment);
  return at;
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

interface Place {
  readonly tree: Tree;
  /** Path of the object into which the file is included; substitutions of the file are relative to it. */
  readonly prefix: readonly string[];
}

/** One pass over all files. */
class Merge {
  readonly problems: ResolveProblem[] = [];
  readonly open: OpenSubstitution[] = [];
  private readonly seen = new Set<FileId>();
  private readonly waiting = new Set<HoconNode>();
  private readonly settled = new Map<HoconNode, boolean>();
  private copied = 0;

  constructor(
    private readonly included: (tree: Tree, entry: Entry) => Tree | undefined,
    private readonly known: ReadonlyMap<Scalar, HoconNode>,
  ) {}

  run(root: Tree): HoconNode {
    const node = blank([]);
    this.file(root, node);
    return node;
  }

  private file(tree: Tree, node: Building): void {
    if (this.seen.has(tree.file)) return;
    this.seen.add(tree.file);
    this.entries(tree.entries, node, { tree, prefix: node.path });
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
    if (value.kind === 'missing') return this.replace(node, 'unknown', source);
    const parts = value.kind === 'scalar' && !value.parts ? [value] : value.parts;
    if (parts?.some((part) => part.kind === 'scalar' && part.type === 'substitution')) {
      return this.substituted(node, parts, source, place);
    }
    if (value.kind === 'object') return this.object(node, value.entries, source, place);
    if (value.kind === 'array') return this.array(node, value.items, source, place);
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
    node.sources.push(source);
    this.entries(entries, node, place);
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
    if (resolved.includes('pending')) return this.wait(node, source);
    const pieces = resolved.filter((piece) => piece !== 'absent' && piece !== 'pending');
    const kinds = new Set(pieces.map((piece) => piece.kind));
    if (kinds.has('unknown') || pieces.length === 0) return this.replace(node, 'unknown', source);
    if (kinds.size > 1 || (kinds.has('scalar') && pieces.length > 1 && !pieces.every(isText))) {
      this.replace(node, 'unknown', source);
      return this.cannotJoin(source);
    }
    if (kinds.has('object')) return this.joinObjects(node, pieces, source, place);
    this.replace(node, kinds.has('array') ? 'array' : 'scalar', source);
    for (const piece of pieces) this.joinPiece(node, piece, place);
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

/** The directive, not a quoted key of that name. */
export function isInclude(tree: Tree, entry: Entry): boolean {
  return entry.path.length === 1 && entry.path[0] === 'include' && tree.text.startsWith('include', entry.key.start);
}
