import { spanIn } from '../../hocon-view';
import type { FileReference } from '../../model';
import type { Span } from '../../source';
import type { Entry, Tree, Value } from '../../tree';
import { itemAt } from './key-path';

/** Every file that an option names. The broker starts without them and says so in its log. */
export function references(trees: readonly Tree[]): readonly FileReference[] {
  return trees.flatMap((tree) => ofEntries(tree, tree.entries, []));
}

function ofEntries(tree: Tree, entries: readonly Entry[], above: readonly string[]): FileReference[] {
  return entries.flatMap(({ path, value }) => ofValue(tree, value, [...above, ...path]));
}

function ofValue(tree: Tree, value: Value, path: readonly string[]): FileReference[] {
  if (value.kind === 'object') return ofEntries(tree, value.entries, path);
  if (value.kind === 'array') return value.items.flatMap((item) => ofValue(tree, item, [...path, '[]']));
  const item = value.kind === 'scalar' && value.type === 'string' && value.text !== '' ? itemAt(path) : undefined;
  if (item?.kind !== 'field' || item.type !== 'path' || value.kind !== 'scalar') return [];
  return [
    {
      role: item.role ?? 'other',
      option: path.at(-1) ?? '',
      path: value.text,
      at: spanIn(tree, value.range),
      fatal: false,
      templated: /\$\{|\{\{|<%|^\$/.test(value.text) || value.parts !== undefined,
    },
  ];
}

export function referenceAt(all: readonly FileReference[], at: Span): FileReference | undefined {
  return all.find((reference) => reference.at.start === at.start && reference.at.file === at.file);
}
