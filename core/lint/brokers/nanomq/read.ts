import { childOf, textOf } from '../../hocon-view';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isSame } from './key-path';

/** What stands below a node; names are looked up whatever their case, as the broker does. */
export function child(node: HoconNode | undefined, ...names: readonly string[]): HoconNode | undefined {
  let at = node;
  for (const name of names) {
    const found: HoconNode | undefined = childOf(at, name);
    const other: string | undefined = found ? undefined : [...(at?.children.keys() ?? [])].find(isSame(name));
    at = found ?? (other === undefined ? undefined : childOf(at, other));
  }
  return at;
}

/** The broker takes `true` and `false` without quotes only, and keeps its default otherwise. */
export function flag(node: HoconNode | undefined, otherwise: boolean): boolean {
  return node?.kind === 'scalar' && node.type === 'boolean' ? node.text === 'true' : otherwise;
}

/** A text; a number or truth value in its place counts for nothing. */
export function text(node: HoconNode | undefined): string | undefined {
  return node?.type === 'string' ? textOf(node) : undefined;
}

/** Blocks right below that the user named. */
export function blocks(node: HoconNode | undefined): readonly HoconNode[] {
  return [...(node?.children.values() ?? [])].filter(({ kind }) => kind === 'object');
}
