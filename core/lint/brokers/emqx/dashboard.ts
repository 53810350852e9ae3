import { t } from '../../../facts/message';
import type { Fix } from '../../finding';
import type { HoconNode, Source } from '../../syntax/hocon-resolve';
import type { Entry } from '../../tree';
import { keepsSense, removal, replace } from './edits';
import { childOf, nameSpan, textOf } from './merged';

/** `dashboard.listeners.http.enable = false` closes nothing since 5.1; `bind = 0` does. */
export function dashboardSwitch(node: HoconNode, owner: HoconNode): Fix[] {
  if (node.path.join('.') !== 'dashboard.listeners.http.enable' || textOf(node) !== 'false') return [];
  const [source, second] = node.sources;
  if (!source?.entry || second || node.copied || node.replaced.length > 0) return [];
  const edits = inPlaceOf(node, source, source.entry, childOf(owner, 'bind')).flatMap((edit) => edit ?? []);
  const isWhole = edits.length === 2 && edits.every(({ span }) => span.file === source.tree.file);
  if (!isWhole || !keepsSense(source.tree, edits)) return [];
  return [{ title: t('Write “bind = 0”'), edits, safe: true }];
}

/** The one line becomes the other, or goes where the other is written already. */
function inPlaceOf(node: HoconNode, source: Source, entry: Entry, bind: HoconNode | undefined) {
  if (bind) return [replace(bind, '0'), removal(source.tree, entry)];
  return [{ span: nameSpan({ sources: [source] }), text: 'bind' }, replace(node, '0')];
}
