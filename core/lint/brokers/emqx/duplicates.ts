import { t } from '../../../facts/message';
import type { Draft } from '../../finding';
import type { HoconNode, Source } from '../../syntax/hocon-resolve';
import type { Value } from '../../tree';
import { removal } from './edits';
import { isAbsent, spanIn } from './merged';

/** Values that a later one of the same path in the same file takes the place of. Blocks merge and are none. */
export function duplicates(node: HoconNode): Draft[] {
  const own = node.copied || node.path.length === 0 ? [] : ownDuplicates(node);
  return [...own, ...[...node.children.values(), ...node.items].flatMap(duplicates)];
}

function ownDuplicates(node: HoconNode): Draft[] {
  const last = node.sources.at(-1);
  if (!last || isAbsent(node)) return [];
  return node.replaced.flatMap((earlier) =>
    earlier.entry && earlier.tree === last.tree ? [draft(node, earlier, last)] : [],
  );
}

function draft(node: HoconNode, earlier: Source, last: Source): Draft {
  const { tree, entry } = earlier;
  const path = node.path.join('.');
  const same = sameValue(earlier.value, last.value);
  const edits = entry ? [removal(tree, entry)] : [];
  const at = entry ? entry.key : { start: 0, end: 0 };
  return {
    at: spanIn(tree, at),
    message: same
      ? t("'{path}' is set again below to the same value", { path })
      : t("'{path}' is set again below, and only the last value counts", { path }),
    kind: 'correctness',
    ...(same ? { level: 'info' as const } : {}),
    tags: ['unnecessary'],
    related: last.entry ? [{ at: spanIn(last.tree, last.entry.key), message: t('this value counts') }] : [],
    fixes: edits.length > 0 ? [{ title: t('Remove the value that does not count'), edits, safe: true }] : [],
  };
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return a?.kind === 'scalar' && b?.kind === 'scalar' && a.text === b.text;
}
