import { write } from '../../hocon-edits';
import { childOf, isFalse, setting, textOf, valueSpan } from '../../hocon-view';
import type { Listener } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { authenticatorsFor } from './authentication';
import type { ListenerPlace } from './listener-reach';

/**
 * `enable_authn = quick_deny_anonymous` refuses who gives no user name (`emqx_access_control`), which changes nothing for
 * sound clients only where every authenticator goes by that name.
 */
export function namelessOf(
  { node, owner, path, at }: ListenerPlace,
  root: HoconNode,
): Pick<Listener, 'refusesNameless'> {
  const members = authenticatorsFor(node, root);
  const switched = childOf(node, 'enable_authn');
  if (members.length === 0 || !members.every(goesByUserName) || isFalse(switched)) return {};
  const set = (refuses: boolean) =>
    write(owner, [{ path: [...path, 'enable_authn'], text: refuses ? 'quick_deny_anonymous' : 'true' }]);
  const refuses = textOf(switched) === 'quick_deny_anonymous';
  return { refusesNameless: setting(refuses, switched ? valueSpan(switched) : at, switched !== undefined, set) };
}

function goesByUserName(member: HoconNode): boolean {
  if (textOf(childOf(member, 'mechanism')) !== 'password_based') return false;
  if (textOf(childOf(member, 'backend')) !== 'built_in_database') return asksWithName(member);
  return (textOf(childOf(member, 'user_id_type')) ?? 'username') === 'username';
}

/** Somewhere in its query, command or request. */
function asksWithName(node: HoconNode): boolean {
  if (textOf(node)?.includes('${username}')) return true;
  return [...node.children.values(), ...node.items].some(asksWithName);
}
