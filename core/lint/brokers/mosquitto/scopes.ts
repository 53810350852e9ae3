import type { LoadedInclude, Workspace } from '../../load';
import type { FileId } from '../../source';
import type { Entry, Tree } from '../../tree';
import { findDirective, isAvailable } from './directives';
import { type Block, booleanOf, type Line, type Placement, tokens } from './lines';
import { atLeast } from './version';

/** All lines in the order in which the broker reads them, each with its listener or bridge. */
export interface Reading {
  readonly version: string;
  readonly lines: readonly Line[];
  readonly listeners: readonly Block[];
  /** What stands above every `listener` of its file, and `port` and `bind_address` wherever they stand. */
  readonly fallback: Block;
  readonly bridges: readonly Block[];
  /** Security options belong to listeners. */
  readonly perListener: boolean;
  /** Security options and plugins for all listeners. */
  readonly common: readonly Line[];
}

/** Follows the cursors of `config__read_file_core`: one for listeners and one for bridges, new in every file. */
export function readScopes(workspace: Pick<Workspace, 'version' | 'trees' | 'includes'>): Reading {
  const state: State = {
    version: workspace.version,
    isNew: atLeast(workspace.version, '2.1.0'),
    meanings: new Map(),
    trees: new Map(workspace.trees.map((tree) => [tree.file, tree])),
    includes: workspace.includes,
    visited: new Set(),
    lines: [],
    listeners: [],
    bridges: [],
    fallback: newBlock('default'),
    plugins: new Set(),
    perListener: false,
    securitySeen: false,
  };
  for (const tree of workspace.trees)
    if (!state.visited.has(tree.file)) readFile(state, tree, tree !== workspace.trees[0]);
  const { version, lines, listeners, fallback, bridges, perListener } = state;
  return { version, lines, listeners, fallback, bridges, perListener, common: lines.filter(isCommon) };
}

interface OpenBlock extends Block {
  header: Line | undefined;
  engineKey: boolean;
  readonly lines: Line[];
  readonly names: Set<string>;
}

/** What a name as written means to the version in question. */
type Meaning = Pick<Line, 'name' | 'found' | 'available' | 'live'>;

interface State {
  readonly version: string;
  /** 2.1 or later, which keep closer track of listeners. */
  readonly isNew: boolean;
  /** By name as written: a file has many lines and few names. */
  readonly meanings: Map<string, Meaning>;
  readonly trees: ReadonlyMap<FileId, Tree>;
  readonly includes: readonly LoadedInclude[];
  readonly visited: Set<FileId>;
  readonly lines: Line[];
  readonly listeners: OpenBlock[];
  readonly bridges: OpenBlock[];
  readonly fallback: OpenBlock;
  /** Names given by plugin_load. */
  readonly plugins: Set<string>;
  perListener: boolean;
  securitySeen: boolean;
}

/** Forgotten at the end of each file. */
interface Cursors {
  listener: OpenBlock | undefined;
  bridge: OpenBlock | undefined;
  plugin: boolean;
}

/** A line before it has its place. */
interface OpenLine extends Line {
  block: Line['block'];
  problem: Line['problem'];
}

interface Place {
  readonly block?: OpenBlock | undefined;
  readonly problem?: Placement | undefined;
}

const NOWHERE: Place = {};

function readFile(state: State, tree: Tree, included: boolean): void {
  state.visited.add(tree.file);
  const cursors: Cursors = { listener: undefined, bridge: undefined, plugin: false };
  for (const entry of tree.entries) {
    const line = toLine(state, tree, entry, included);
    const { block, problem } = line.live ? placeOf(state, cursors, line) : NOWHERE;
    line.block = block;
    line.problem = problem;
    state.lines.push(line);
    if (block) attach(block, line);
    if (line.live && line.name === 'per_listener_settings') readPerListener(state, line);
    if (line.live && line.name === 'include_dir' && !included) readIncluded(state, line);
  }
}

function isCommon({ block, found, live, name }: Line): boolean {
  return live && block === undefined && (found?.directive.scope === 'security' || name === 'global_plugin');
}

function newBlock(kind: Block['kind']): OpenBlock {
  return { kind, header: undefined, engineKey: false, lines: [], names: new Set() };
}

function attach(block: OpenBlock, line: Line): void {
  if (line.name === 'listener' || line.name === 'connection') {
    block.header = line;
    return;
  }
  block.lines.push(line);
  block.names.add(line.name);
  if (line.name === 'tls_keyform' && line.text === 'engine') block.engineKey = true;
}

function toLine({ version, meanings }: State, tree: Tree, entry: Entry, included: boolean): OpenLine {
  const written = entry.path[0] ?? '';
  const known = meanings.get(written);
  const meaning = known ?? meaningOf(written, version);
  if (!known) meanings.set(written, meaning);
  const { name, found, available, live } = meaning;
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  return { tree, entry, written, name, found, available, live, text, included, block: undefined, problem: undefined };
}

function meaningOf(written: string, version: string): Meaning {
  const found = findDirective(written);
  const ignored = found?.directive.ignored;
  const available = found !== undefined && isAvailable(found, version);
  const live = available && !(ignored && atLeast(version, ignored));
  return { name: found?.directive.name ?? written, found, available, live };
}

function placeOf(state: State, cursors: Cursors, line: Line): Place {
  switch (line.found?.directive.scope) {
    case 'listener':
      return placeListenerLine(state, cursors, line);
    case 'bridge':
      return placeBridgeLine(state, cursors, line);
    case 'security':
      return placeSecurityLine(state, cursors, line);
    case 'plugin':
      return placePluginLine(state, cursors, line);
    default:
      return line.name === 'include_dir' && line.included ? { problem: 'nested-include' } : {};
  }
}

function placeListenerLine(state: State, cursors: Cursors, line: Line): Place {
  const { fallback, version, isNew } = state;
  if (line.name === 'listener') return { block: open(state.listeners, cursors, 'listener') };
  if (line.name === 'port' || line.name === 'bind_address') {
    // Up to 2.0 the options that follow still go to the previous listener.
    if (isNew) cursors.listener = fallback;
    return { block: fallback };
  }
  const directive = line.found?.directive;
  const needs = directive?.needsListener !== undefined && atLeast(version, directive.needsListener);
  const named = directive?.needsNamedListener === true && cursors.listener === fallback;
  if (needs && (!cursors.listener || named)) return { problem: 'needs-listener' };
  const block = cursors.listener ?? fallback;
  if (isNew) cursors.listener = block;
  if (line.name === 'plugin_use') return usePlugin(state, cursors, block, line);
  return { block, problem: afterPsk(block, line) };
}

function usePlugin({ plugins }: State, cursors: Cursors, block: OpenBlock, { text }: Line): Place {
  cursors.plugin = true;
  return { block, problem: text === '' || plugins.has(text) ? undefined : 'unknown-plugin' };
}

function afterPsk({ names }: OpenBlock, { name }: Line): Placement | undefined {
  return (name === 'cafile' || name === 'certfile') && names.has('psk_hint') ? 'after-psk' : undefined;
}

function open(blocks: OpenBlock[], cursors: Cursors, kind: 'listener' | 'bridge'): OpenBlock {
  const block = newBlock(kind);
  blocks.push(block);
  cursors[kind] = block;
  return block;
}

const BRIDGE_PSK = ['bridge_psk', 'bridge_identity'];
const BRIDGE_CERTIFICATES = ['bridge_cafile', 'bridge_capath', 'bridge_certfile', 'bridge_keyfile'];

function placeBridgeLine(state: State, cursors: Cursors, line: Line): Place {
  if (line.name === 'connection') return { block: open(state.bridges, cursors, 'bridge') };
  const block = cursors.bridge;
  if (!block) return { problem: 'needs-bridge' };
  const has = (names: readonly string[]): boolean => names.some((name) => block.names.has(name));
  if (BRIDGE_CERTIFICATES.includes(line.name) && has(BRIDGE_PSK)) return { block, problem: 'after-psk' };
  if (BRIDGE_PSK.includes(line.name) && has(BRIDGE_CERTIFICATES)) return { block, problem: 'after-certificate' };
  return { block };
}

function placeSecurityLine(state: State, cursors: Cursors, line: Line): Place {
  if (line.name === 'plugin') cursors.plugin = true;
  if (line.name === 'per_listener_settings') {
    // From 2.1 on a line that changes nothing is not looked at any more.
    const settled = state.perListener && state.isNew;
    const late = !settled && state.securitySeen && booleanOf(line) === true;
    return late ? { problem: 'late-per-listener' } : {};
  }
  state.securitySeen = true;
  if (!state.perListener) return {};
  if (!cursors.listener && state.isNew) return { problem: 'needs-listener' };
  return { block: cursors.listener ?? state.fallback };
}

function placePluginLine(state: State, cursors: Cursors, line: Line): Place {
  const { name } = line;
  const [loaded] = name === 'plugin_load' ? tokens(line) : [];
  if (loaded) state.plugins.add(loaded.text);
  if (name === 'global_plugin') state.securitySeen = true;
  if (name === 'global_plugin' || name === 'plugin_load') {
    cursors.plugin = true;
    return {};
  }
  return cursors.plugin ? {} : { problem: 'needs-plugin' };
}

/** Until 2.1 the last line counts for what follows it; from then on true stays true. */
function readPerListener(state: State, line: Line): void {
  const value = booleanOf(line);
  if (value !== undefined && !(state.perListener && state.isNew)) state.perListener = value;
}

function readIncluded(state: State, { tree, entry }: Line): void {
  const include = state.includes.find(
    ({ from, range }) => from === tree.file && range.start >= entry.range.start && range.end <= entry.range.end,
  );
  for (const file of include?.files ?? []) {
    const included = state.trees.get(file);
    if (included && !state.visited.has(file)) readFile(state, included, true);
  }
}
