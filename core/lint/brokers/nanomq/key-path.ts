import type { Block, Item } from './key-types';
import { ROOTS } from './keys';

/** Names are compared as the broker's JSON library compares them: whatever their case. */
export function itemOf(block: Block, name: string): Item | undefined {
  const known = Object.hasOwn(block.fields, name) ? name : Object.keys(block.fields).find(isSame(name));
  return known === undefined ? block.named : block.fields[known];
}

/** What stands at a path; `[]` is an item of a list. */
export function itemAt(path: readonly string[]): Item | undefined {
  let at: Item | undefined = ROOTS;
  for (const name of path) {
    if (name === '[]') continue;
    at = at?.kind === 'block' ? itemOf(at, name) : undefined;
  }
  return at;
}

export function isSame(name: string): (other: string) => boolean {
  const lower = name.toLowerCase();
  return (other) => other.toLowerCase() === lower;
}
