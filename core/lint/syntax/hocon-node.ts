import type { Entry, Tree, Value } from '../tree';

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

export function find<Node extends { readonly children: ReadonlyMap<string, Node> }>(
  node: Node,
  path: readonly string[],
): Node | undefined {
  let at: Node | undefined = node;
  for (const segment of path) at = at?.children.get(segment);
  return at;
}

/** The node and all below it, each before what it holds. */
export function forEachNode(node: HoconNode, visit: (node: HoconNode) => void): void {
  visit(node);
  for (const child of node.children.values()) forEachNode(child, visit);
  for (const item of node.items) forEachNode(item, visit);
}

/** The directive, not a quoted key of that name. */
export function isInclude(tree: Tree, entry: Entry): boolean {
  const { key, path } = entry;
  return path.length === 1 && path[0] === 'include' && tree.text.slice(key.start, key.end) === 'include';
}

/** The block with other fields. A node gives what it knows when it is asked, and cannot be copied with `...`. */
export function withChildren(node: HoconNode, children: ReadonlyMap<string, HoconNode>): HoconNode {
  const { path, kind, type, text, items, sources, replaced, copied } = node;
  return { path, kind, type, text, children, items, sources, replaced, copied };
}
