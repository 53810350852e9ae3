import type { Effective, EffectiveValue } from '../../effective';
import { hoconText, placeOf, shownValue, written } from '../../hocon-effective';
import { isAbsent, merge } from '../../hocon-view';
import type { Workspace } from '../../load';
import { type HoconNode, toJson } from '../../syntax/hocon-resolve';
import { flavourOf } from './flavour';
import { isSame, itemOf } from './key-path';
import type { Block, Item } from './key-types';
import { ROOTS } from './keys';
import { syntaxErrors } from './language';

/** Every value that the files name, and the defaults that are known in the blocks they name. */
export function effective(workspace: Workspace): Effective {
  const { trees } = workspace;
  const problems = trees.flatMap(syntaxErrors).map(({ at, message }) => ({ at, message }));
  const resolved = trees.some(({ text }) => flavourOf(text) !== 'hocon') ? undefined : merge(workspace);
  if (!resolved) return { values: [], merged: undefined, problems };
  const values = [...ofBlock(resolved.root, ROOTS, [])];
  return { values, merged: problems.length > 0 ? undefined : toJson(resolved.root), problems };
}

function* ofBlock(node: HoconNode, block: Block | undefined, path: readonly string[]): Generator<EffectiveValue> {
  for (const [name, inner] of node.children) {
    if (!isAbsent(inner)) yield* ofNode(inner, block && itemOf(block, name), [...path, name]);
  }
  if (block && path.length > 0) yield* defaultsOf(node, block, path);
}

function* ofNode(node: HoconNode, item: Item | undefined, path: readonly string[]): Generator<EffectiveValue> {
  const block = item?.kind === 'block' ? item : undefined;
  const blocks = node.items.filter(({ kind }) => kind === 'object');
  if (node.kind === 'object') {
    yield* ofBlock(node, block, path);
  } else if (blocks.length > 0) {
    for (const [index, each] of blocks.entries()) yield* ofBlock(each, block, [...path, String(index + 1)]);
  } else {
    const secret = item?.kind === 'field' && item.secret === true;
    yield shownValue(node, written(node), { option: path.join('.'), secret });
  }
}

function* defaultsOf(node: HoconNode, block: Block, path: readonly string[]): Generator<EffectiveValue> {
  for (const [name, item] of Object.entries(block.fields)) {
    if (item.kind !== 'field' || item.standard === undefined) continue;
    const own = [...node.children].filter(([other]) => isSame(name)(other)).map(([, child]) => child);
    if (own.some((child) => !isAbsent(child))) continue;
    const others = own.flatMap(({ sources }) => sources).map(placeOf);
    const base = { option: [...path, name].join('.'), secret: item.secret === true };
    const text = item.type === 'boolean' || item.type === 'number' ? item.standard : hoconText(item.standard);
    yield { ...base, text, origin: 'default', at: undefined, others };
  }
}
