import type { Entry, Tree, Value } from '../tree';
import { isOpenAt } from './hocon-cursor';

/** The word that the block at a path gives to one of its names, as far as this text says so. */
export type WordBeside = (path: readonly string[], name: string) => string | undefined;

interface Block {
  readonly depth: number;
  readonly entries: readonly Entry[];
}

/** The words written in the blocks around an offset, without the one that is being written there. */
export function wordsBeside(tree: Tree, offset: number): WordBeside {
  const blocks = [...blocksIn(tree, tree.entries, 0, offset)];
  return (path, name) => {
    for (const { depth, entries } of blocks) {
      if (depth > path.length) continue;
      const wanted = [...path.slice(depth), name];
      const found = entries.filter((entry) => says(entry, wanted) && !holds(entry, offset)).at(-1);
      if (found?.value.kind === 'scalar') return found.value.text;
    }
    return undefined;
  };
}

function* blocksIn(tree: Tree, entries: readonly Entry[], depth: number, offset: number): Generator<Block> {
  yield { depth, entries };
  const entry = entries.filter(({ range }) => range.start <= offset).at(-1);
  if (entry) yield* blocksInValue(tree, entry.value, depth + entry.path.length, offset);
}

function* blocksInValue(tree: Tree, value: Value, depth: number, offset: number): Generator<Block> {
  if ((value.kind !== 'object' && value.kind !== 'array') || !isOpenAt(tree, value, offset)) return;
  if (value.kind === 'object') {
    yield* blocksIn(tree, value.entries, depth, offset);
    return;
  }
  const item = value.items.filter(({ range }) => range.start <= offset).at(-1);
  if (item) yield* blocksInValue(tree, item, depth + 1, offset);
}

function says({ path }: Entry, wanted: readonly string[]): boolean {
  return path.length === wanted.length && path.every((segment, index) => segment === wanted[index]);
}

function holds({ range }: Entry, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
