import type { Include } from './broker';
import { isInclude } from './syntax/hocon-resolve';
import { mayBeOpen } from './syntax/hocon-tape';
import type { Entry, Tree, Value } from './tree';

/** `include "file"` and `include required("file")`, at any depth, in reading order. */
export function hoconIncludes(tree: Tree): readonly Include[] {
  const found: Include[] = [];
  if (mayBeOpen(tree)) addIncludes(tree, tree.entries, found);
  return found;
}

function addIncludes(tree: Tree, entries: readonly Entry[], found: Include[]): void {
  for (const entry of entries) {
    const { value } = entry;
    if (!isInclude(tree, entry)) addInside(tree, value, found);
    else if (value.kind === 'scalar') {
      const required = tree.text.startsWith('required(', value.range.start);
      found.push({ path: value.text, range: value.range, kind: 'file', required });
    }
  }
}

function addInside(tree: Tree, value: Value, found: Include[]): void {
  if (value.kind === 'object') addIncludes(tree, value.entries, found);
  else if (value.kind === 'array') for (const item of value.items) addInside(tree, item, found);
}
