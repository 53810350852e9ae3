import { childOf, setting, textOf, valueSpan } from '../../hocon-view';
import type { Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/**
 * `peer_cert_as_username` and `peer_cert_as_clientid` as they hold for a listener: those of its zone, else those of
 * `mqtt`. A client that shows no certificate keeps the name and id that it gives (`emqx_channel`, 5.8 to 6.3).
 */
export function identityOf(listener: HoconNode | undefined, root: HoconNode): readonly Setting<boolean>[] {
  const zone = textOf(childOf(listener, 'zone')) ?? 'default';
  return ['peer_cert_as_username', 'peer_cert_as_clientid'].flatMap((name): Setting<boolean>[] => {
    const node = childOf(root, 'zones', zone, 'mqtt', name) ?? childOf(root, 'mqtt', name);
    return node ? [setting((textOf(node) ?? 'disabled') !== 'disabled', valueSpan(node), true)] : [];
  });
}
