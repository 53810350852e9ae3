import { t } from '../../../facts/message';
import type { Fix } from '../../finding';
import { keepsSense, removal, replace } from '../../hocon-edits';
import { childOf, nameSpan, textOf } from '../../hocon-view';
import type { HoconNode, Source } from '../../syntax/hocon-resolve';
import type { Entry } from '../../tree';
import type { Issue } from './schema-check';

/**
 * `enable` of a dashboard listener has had no effect since 5.1: `bind` opens and closes it. Where the two say the same,
 * the line is merely old.
 */
export function dashboardSwitch(node: HoconNode, owner: HoconNode): Issue | undefined {
  const path = node.path.join('.');
  const text = textOf(node);
  const bind = textOf(childOf(owner, 'bind')) ?? '0';
  const at = nameSpan(node);
  if (path === 'dashboard.listeners.http.enable' && text === 'false' && bind !== '0') {
    const message = t('EMQX ignores “enable” here, so the dashboard stays open on {bind}: write “bind = 0” instead', {
      bind,
    });
    return { rule: 'dashboard-http-enable-ignored', draft: { at, message, fixes: switchFix(node, owner) } };
  }
  if (path === 'dashboard.listeners.https.enable' && text === 'true' && bind === '0') {
    const message = t(
      'EMQX ignores “enable” here, so the dashboard is not served over TLS: give it a port with “bind”',
    );
    return { rule: 'dashboard-http-enable-ignored', draft: { at, message, level: 'warning', kind: 'correctness' } };
  }
  return undefined;
}

/** What was meant to be closed is closed. */
export function switchFix(node: HoconNode, owner: HoconNode): Fix[] {
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
