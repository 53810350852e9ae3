import { childOf, isFalse } from '../../hocon-view';
import type { Listener } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { type Kind, listenersOfKind, type Scope } from './listeners';

/** Transports of gateways. None is opened unless it is written, and each must say its port. */
const KINDS: readonly Kind[] = [
  { type: 'tcp', protocol: 'other', port: 0, tls: false, implicit: false },
  { type: 'ssl', protocol: 'other', port: 0, tls: true, implicit: false },
  { type: 'udp', protocol: 'other', port: 0, tls: false, implicit: false, transport: 'udp' },
  { type: 'dtls', protocol: 'other', port: 0, tls: true, implicit: false, transport: 'udp', options: 'dtls_options' },
  { type: 'ws', protocol: 'websockets', port: 0, tls: false, implicit: false },
  { type: 'wss', protocol: 'websockets', port: 0, tls: true, implicit: false },
];

/** Listeners for other protocols: `gateway.coap.listeners.udp.default`. A gateway has its own authentication. */
export function gatewayListeners(scope: Scope): Listener[] {
  const gateways: readonly HoconNode[] = [...(childOf(scope.root, 'gateway')?.children.values() ?? [])];
  return gateways.flatMap((gateway) => {
    const all = childOf(gateway, 'listeners');
    const isOff = isFalse(childOf(gateway, 'enable'));
    const found = KINDS.flatMap((kind) => listenersOfKind({ ...scope, owner: gateway, all }, kind));
    return found.map((listener) => (isOff ? { ...listener, enabled: false } : listener));
  });
}
