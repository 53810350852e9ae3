import { childOf, keySpan, textOf, valueSpan } from '../../hocon-view';
import type { BrokerWide, GuessableSecret, PluginSet, WrittenPath } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';

/** Where the node keeps what it writes, and the code that it loads. */
export function nodeFiles(root: HoconNode, fragment: boolean): Pick<BrokerWide, 'written' | 'crashDump' | 'plugins'> {
  const crashDump = pathAt(root, 'node', 'crash_dump_file');
  const plugins = pluginsOf(root, fragment);
  return {
    written: writtenPaths(root),
    ...(crashDump ? { crashDump } : {}),
    ...(plugins ? { plugins } : {}),
  };
}

function writtenPaths(root: HoconNode): WrittenPath[] {
  const files = childOf(root, 'log', 'file');
  const named = [...(files?.children.values() ?? [])].filter(({ kind }) => kind === 'object');
  return [
    pathAt(root, 'node', 'data_dir'),
    pathAt(root, 'log', 'audit', 'path'),
    pathAt(files, 'path'),
    ...named.map((handler) => pathAt(handler, 'path')),
  ].flatMap((path) => path ?? []);
}

function pathAt(owner: HoconNode | undefined, ...names: readonly string[]): WrittenPath | undefined {
  const node = childOf(owner, ...names);
  const path = textOf(node);
  if (!node || path === undefined || path === '' || isTemplated(path)) return undefined;
  return { option: node.path.join('.'), path, at: valueSpan(node) };
}

/** What `plugins.states` does not name is switched on through the dashboard or the command line. */
function pluginsOf(root: HoconNode, fragment: boolean): PluginSet | undefined {
  const node = childOf(root, 'plugins');
  if (node?.kind !== 'object') return undefined;
  const directory = pathAt(node, 'install_dir');
  const states = childOf(node, 'states');
  const listed = fragment || directory === undefined || states !== undefined;
  return { at: keySpan(node), directory, listed };
}

const SHORTEST_SEED = 16;

/** Whoever guesses the seed makes the keys of the session tickets from it. */
export function guessableSeed(root: HoconNode): GuessableSecret[] {
  const node = childOf(root, 'node', 'tls_stateless_tickets_seed');
  const text = textOf(node) ?? '';
  if (!node || text === '' || isTemplated(text) || text.length >= SHORTEST_SEED) return [];
  return [{ option: node.path.join('.'), at: valueSpan(node), why: 'short' }];
}
