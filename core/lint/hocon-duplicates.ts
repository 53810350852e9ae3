import { t } from '../facts/message';
import type { Draft } from './finding';
import { keepsSense, removal } from './hocon-edits';
import { isAbsent, spanIn } from './hocon-view';
import { forEachNode, type HoconNode, type Source } from './syntax/hocon-resolve';
import type { Tree, Value } from './tree';

/**
 * Values that a later one of the same path in the same file takes the place of. Blocks merge and are none. In a `broken`
 * tree nothing is removed: what is read there may not be what was meant. `weaker`: by the last name of an option, the
 * value that opens a door which an earlier one seemed to close.
 */
export function duplicates(root: HoconNode, broken: ReadonlySet<Tree>, weaker: Weaker): Draft[] {
  const found: Draft[] = [];
  forEachNode(root, (node) => {
    if (node.replaced.length > 0 && !node.copied && node.path.length > 0)
      found.push(...ownDuplicates(node, broken, weaker));
  });
  return found;
}

type Weaker = Readonly<Record<string, string>>;

function ownDuplicates(node: HoconNode, broken: ReadonlySet<Tree>, weaker: Weaker): Draft[] {
  const last = node.sources.at(-1);
  // `path = ${path}":x"` uses the earlier value.
  if (!last || isAbsent(node) || usesSubstitution(last.value)) return [];
  return node.replaced.flatMap((earlier) =>
    isComparable(earlier, last) ? [draft(node, earlier, last, broken, weaker)] : [],
  );
}

/** Files that follow each other override each other on purpose. */
function isComparable(earlier: Source, last: Source): boolean {
  return earlier.entry !== undefined && earlier.tree === last.tree && earlier.value?.kind !== 'missing';
}

function draft(node: HoconNode, earlier: Source, last: Source, broken: ReadonlySet<Tree>, weaker: Weaker): Draft {
  const { tree, entry } = earlier;
  const path = node.path.join('.');
  const same = sameValue(earlier.value, last.value);
  const edits = entry ? [removal(tree, entry)] : [];
  // Between fields of a block a single value hides what came before it; without it that would count again.
  const isSafe = edits.length > 0 && !broken.has(tree) && node.kind !== 'object' && keepsSense(tree, edits);
  const at = entry ? entry.key : { start: 0, end: 0 };
  return {
    at: spanIn(tree, at),
    message: same
      ? t('“{path}” is set again below to the same value', { path })
      : t('“{path}” is set again below, and only the last value counts', { path }),
    ...severity(node, same, weaker),
    tags: ['unnecessary'],
    related: last.entry ? [{ at: spanIn(last.tree, last.entry.key), message: t('this value counts') }] : [],
    fixes: isSafe ? [{ title: t('Remove the value that does not count'), edits, safe: true }] : [],
  };
}

function severity(node: HoconNode, same: boolean, weaker: Weaker): Pick<Draft, 'level' | 'kind'> {
  if (same) return { level: 'info', kind: 'correctness' };
  const isWeaker = weaker[node.path.at(-1) ?? ''] === node.text && node.kind === 'scalar';
  return isWeaker ? { level: 'error', kind: 'security' } : { kind: 'correctness' };
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return a?.kind === 'scalar' && b?.kind === 'scalar' && a.text === b.text;
}

function usesSubstitution(value: Value | undefined): boolean {
  if (value?.kind === 'scalar' && value.type === 'substitution') return true;
  return value !== undefined && value.kind !== 'missing' && (value.parts ?? []).some(usesSubstitution);
}
