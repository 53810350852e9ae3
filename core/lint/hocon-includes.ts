import type { Include } from './broker';
import { isInclude } from './syntax/hocon-resolve';
import type { Entry, Tree, Value } from './tree';

/** `include "file"` and `include required("file")`, at any depth, in reading order. */
export function hoconIncludes(tree: Tree): readonly Include[] {
  return includesOf(tree, tree.entries);
}

function includesOf(tree: Tree, entries: readonly Entry[]): Include[] {
  return entries.flatMap((entry) => {
    if (!isInclude(tree, entry)) return inValue(tree, entry.value);
    const { value } = entry;
    if (value.kind !== 'scalar') return [];
    const required = tree.text.startsWith('required(', value.range.start);
    return [{ path: value.text, range: value.range, kind: 'file' as const, required }];
  });
}

function inValue(tree: Tree, value: Value): Include[] {
  if (value.kind === 'object') return includesOf(tree, value.entries);
  return value.kind === 'array' ? value.items.flatMap((item) => inValue(tree, item)) : [];
}
