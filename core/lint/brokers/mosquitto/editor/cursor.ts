import type { Tree } from '../../../tree';
import { type Block, findLast, type Line, lastOf } from '../lines';
import { readScopes } from '../scopes';

/** What stands above a place in the file, and so what a new line there would belong to. */
export interface Cursor {
  readonly listener: Block | undefined;
  readonly bridge: Block | undefined;
  readonly plugin: boolean;
  /** Lines that hold for the whole broker, wherever they stand. */
  readonly common: readonly Line[];
}

export function cursorAt(tree: Tree, offset: number, version: string): Cursor {
  const { lines, listeners, bridges } = readScopes({ version, trees: [tree], includes: [] });
  const above = ({ header }: Block): boolean => header !== undefined && header.entry.range.start < offset;
  const start = tree.text.lastIndexOf('\n', offset - 1) + 1;
  const isOther = ({ entry }: Line): boolean => entry.range.start < start || entry.range.start > offset;
  return {
    listener: findLast(listeners, above),
    bridge: findLast(bridges, above),
    plugin: lines.some((line) => PLUGINS.has(line.name) && line.entry.range.start < start),
    common: lines.filter((line) => line.block === undefined && isOther(line)),
  };
}

const PLUGINS = new Set(['plugin', 'global_plugin', 'plugin_load', 'plugin_use']);

/** Already there in the scope that a new line would fall into. The line being typed does not count. */
export function isSet(name: string, scope: string, cursor: Cursor, offset: number, tree: Tree): boolean {
  const lines =
    scope === 'listener' ? cursor.listener?.lines : scope === 'bridge' ? cursor.bridge?.lines : cursor.common;
  const line = lastOf(lines ?? [], name);
  if (!line) return false;
  const start = tree.text.lastIndexOf('\n', offset - 1) + 1;
  return line.entry.range.start < start || line.entry.range.start > offset;
}
