import type { LoadedInclude } from '../../load';
import type { FileId, Span } from '../../source';
import type { Entry, Range, Scalar, Tree } from '../../tree';

/** Where a directive stands; `other`: a block whose contents are no directives, or are not known here. */
export type Context =
  | 'main'
  | 'events'
  | 'stream'
  | 'stream-server'
  | 'stream-upstream'
  | 'http'
  | 'http-server'
  | 'location'
  | 'http-upstream'
  | 'other';

/** A block with the included files in their places. An `include` is left in it where something of it was not read. */
export interface Block {
  readonly context: Context;
  readonly directives: readonly Directive[];
  readonly parent: Block | undefined;
  /** The directive that opens it; undefined for the whole configuration. */
  readonly opener: Directive | undefined;
}

export interface Directive {
  readonly name: string;
  readonly words: readonly Scalar[];
  readonly tree: Tree;
  readonly entry: Entry;
  readonly parent: Block;
  /** What it opens. */
  readonly block: Block | undefined;
}

interface Reading {
  readonly trees: ReadonlyMap<FileId, Tree>;
  readonly includes: ReadonlyMap<string, LoadedInclude>;
}

/** The configuration as nginx sees it. */
export function readBlocks(root: FileId, trees: readonly Tree[], includes: readonly LoadedInclude[]): Block {
  const reading: Reading = {
    trees: new Map(trees.map((tree) => [tree.file, tree])),
    includes: new Map(includes.map((include) => [keyOf(include.from, include.range), include])),
  };
  const tree = reading.trees.get(root) ?? trees[0];
  const directives: Directive[] = [];
  const block: Block = { context: contextOfFile(tree), directives, parent: undefined, opener: undefined };
  if (tree) collect(tree, tree.entries, block, directives, reading, 0);
  return block;
}

function keyOf(file: FileId, { start }: Range): string {
  return `${start} ${file}`;
}

/** Deeper nesting than any sound file has; what is beyond is not looked at. */
const DEEPEST = 50;

function collect(
  tree: Tree,
  entries: readonly Entry[],
  parent: Block,
  into: Directive[],
  reading: Reading,
  depth: number,
): void {
  for (const entry of entries) {
    const name = entry.path[0] ?? '';
    const words = wordsOf(entry);
    const include = name === 'include' && words[0] ? reading.includes.get(keyOf(tree.file, words[0].range)) : undefined;
    if (include && depth < DEEPEST) {
      for (const file of include.files) {
        const included = reading.trees.get(file);
        if (included) collect(included, included.entries, parent, into, reading, depth + 1);
      }
      if (!include.problem) continue;
    }
    into.push(directiveOf(tree, entry, words, parent, reading, depth));
  }
}

function directiveOf(
  tree: Tree,
  entry: Entry,
  words: readonly Scalar[],
  parent: Block,
  reading: Reading,
  depth: number,
): Directive {
  const name = entry.path[0] ?? '';
  const { value } = entry;
  if (value.kind !== 'object' || depth >= DEEPEST) return { name, words, tree, entry, parent, block: undefined };
  const directives: Directive[] = [];
  const opener: Directive = { name, words, tree, entry, parent, block: undefined };
  const block: Block = { context: contextIn(parent.context, name), directives, parent, opener };
  collect(tree, value.entries, block, directives, reading, depth + 1);
  return { ...opener, block };
}

export function wordsOf({ value }: Entry): readonly Scalar[] {
  if (value.kind === 'array') return value.items.flatMap((item) => (item.kind === 'scalar' ? item : []));
  if (value.kind === 'object') return (value.parts ?? []).flatMap((part) => (part.kind === 'scalar' ? part : []));
  return [];
}

const INSIDE: Readonly<Partial<Record<Context, Readonly<Record<string, Context>>>>> = {
  main: { events: 'events', stream: 'stream', http: 'http' },
  stream: { server: 'stream-server', upstream: 'stream-upstream' },
  http: { server: 'http-server', upstream: 'http-upstream' },
  'http-server': { location: 'location' },
  location: { location: 'location' },
};

export function contextIn(parent: Context, name: string): Context {
  return INSIDE[parent]?.[name] ?? 'other';
}

const MAIN = new Set(['events', 'stream', 'http', 'user', 'worker_processes', 'load_module', 'pid', 'mail']);

/** A piece of a configuration starts in the middle: its servers tell which block it is included in. */
export function contextOfFile(tree: Tree | undefined): Context {
  const entries = tree?.entries ?? [];
  const names = new Set(entries.map(({ path }) => path[0] ?? ''));
  if ([...names].some((name) => MAIN.has(name))) return 'main';
  if (names.has('location')) return 'http-server';
  const inside = entries.flatMap(({ path, value }) =>
    path[0] === 'server' && value.kind === 'object' ? value.entries.map((entry) => entry.path[0] ?? '') : [],
  );
  if (inside.includes('proxy_pass') && !inside.includes('location')) return 'stream';
  return inside.some((name) => name === 'location' || name === 'server_name' || name === 'root') ? 'http' : 'main';
}

/** Every directive of the block and those in it, in reading order. */
export function* allDirectives({ directives }: Block): Iterable<Directive> {
  for (const directive of directives) {
    yield directive;
    if (directive.block) yield* allDirectives(directive.block);
  }
}

export function allOf({ directives }: Block, name: string): readonly Directive[] {
  return directives.filter((directive) => directive.name === name);
}

/** What holds in the block: its own directives of that name, else those of the nearest block around it. */
export function effective(block: Block | undefined, name: string): readonly Directive[] {
  for (let at = block; at; at = at.parent) {
    const found = allOf(at, name);
    if (found.length > 0) return found;
  }
  return [];
}

export function effectiveLast(block: Block | undefined, name: string): Directive | undefined {
  return effective(block, name).at(-1);
}

export function spanOf({ tree }: Pick<Directive, 'tree'>, { start, end }: Range): Span {
  return { file: tree.file, start, end };
}

export function keySpan(directive: Directive): Span {
  return spanOf(directive, directive.entry.key);
}

/** All words; the name where there are none. */
export function wordsSpan(directive: Directive): Span {
  const [first] = directive.words;
  const last = directive.words.at(-1);
  return first && last
    ? spanOf(directive, { start: first.range.start, end: last.range.end })
    : spanOf(directive, directive.entry.key);
}

/** Name and words. */
export function headSpan(directive: Directive): Span {
  const { start, end } = directive.entry.key;
  return spanOf(directive, { start, end: directive.words.at(-1)?.range.end ?? end });
}

export function textOf(directive: Directive | undefined): string | undefined {
  return directive?.words[0]?.text;
}

export function isOn(directive: Directive | undefined): boolean {
  return textOf(directive)?.toLowerCase() === 'on';
}

/** Filled in when a connection is there. */
export function hasVariable(text: string): boolean {
  return text.includes('$');
}
