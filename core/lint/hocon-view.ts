import type { Workspace } from './load';
import type { Setting } from './model';
import type { Edit, FileId, Span } from './source';
import { type HoconNode, type Resolved, resolveLayers, type Source } from './syntax/hocon-resolve';
import type { Entry, Range, Tree } from './tree';

/** All files of the workspace as one view, included files in their places, and the root file over its layers. */
export function merge(workspace: Workspace): Resolved | undefined {
  const root = workspace.trees.find((tree) => tree.file === workspace.root) ?? workspace.trees[0];
  if (!root) return undefined;
  const trees = new Map(workspace.trees.map((tree) => [tree.file, tree]));
  const below = (workspace.layers ?? []).flatMap((file) => trees.get(file) ?? []);
  const targets = new Map(workspace.includes.map(({ from, range, files }) => [key(from, range), files[0]]));
  return resolveLayers([...below, root], (tree, entry) => included(trees, targets, tree, entry));
}

function included(
  trees: ReadonlyMap<FileId, Tree>,
  targets: ReadonlyMap<string, FileId | undefined>,
  tree: Tree,
  entry: Entry,
): Tree | undefined {
  const file = targets.get(key(tree.file, entry.value.range));
  return file === undefined ? undefined : trees.get(file);
}

function key(file: FileId, { start }: Range): string {
  return `${start} ${file}`;
}

export function childOf(node: HoconNode | undefined, ...names: readonly string[]): HoconNode | undefined {
  let at = node;
  for (const name of names) at = at?.children.get(name);
  return at && isAbsent(at) ? undefined : at;
}

/** `null` counts as absent, as in EMQX's schema layer. */
export function isAbsent(node: HoconNode): boolean {
  return node.kind === 'scalar' && node.type === 'null';
}

export function textOf(node: HoconNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : undefined;
}

export function isTrue(node: HoconNode | undefined): boolean {
  return textOf(node) === 'true';
}

export function isFalse(node: HoconNode | undefined): boolean {
  return textOf(node) === 'false';
}

export function spanIn(tree: Tree, { start, end }: Range): Span {
  return { file: tree.file, start, end };
}

/** The value that decides; for a block, its key. */
export function valueSpan(node: HoconNode): Span {
  const source = node.sources.at(-1);
  if (!source) return { file: '', start: 0, end: 0 };
  if (source.value && source.value.kind !== 'object' && source.value.kind !== 'missing')
    return spanIn(source.tree, source.value.range);
  return keySpan(node);
}

/** Where the node is first named. */
export function keySpan(node: HoconNode): Span {
  const source = node.sources[0];
  if (!source) return { file: '', start: 0, end: 0 };
  return source.entry ? segmentSpan(source, source.entry) : itemSpan(source);
}

/** The node's own name where it is first named: `default` of `listeners.ssl.default`. */
export function nameSpan({ sources }: Pick<HoconNode, 'sources'>): Span {
  const source = sources[0];
  if (!source) return { file: '', start: 0, end: 0 };
  if (!source.entry) return itemSpan(source);
  const whole = segmentSpan(source, source.entry);
  const text = source.tree.text.slice(whole.start, whole.end);
  if (text.includes('"')) return whole;
  const trimmed = text.replace(/\.+$/, '');
  return { file: whole.file, start: whole.start + trimmed.lastIndexOf('.') + 1, end: whole.start + trimmed.length };
}

function itemSpan({ tree, value }: Source): Span {
  return value
    ? spanIn(tree, { start: value.range.start, end: value.kind === 'object' ? value.range.start + 1 : value.range.end })
    : spanIn(tree, { start: 0, end: 0 });
}

/** The key up to and including the node's own segment: `listeners.ssl` of `listeners.ssl.default`. */
function segmentSpan({ tree, segment }: Source, entry: Entry): Span {
  if (segment === entry.path.length - 1) return spanIn(tree, entry.key);
  const text = tree.text.slice(entry.key.start, entry.key.end);
  const bounds = [...text.matchAll(/[^.]+/g)][segment];
  return spanIn(tree, {
    start: entry.key.start,
    end: entry.key.start + (bounds ? bounds.index + bounds[0].length : text.length),
  });
}

export function setting<T>(
  value: T,
  span: Span,
  explicit: boolean,
  set: (value: T) => readonly Edit[] = () => [],
): Setting<T> {
  return { value, span, explicit, set };
}
