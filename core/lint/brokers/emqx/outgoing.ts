import type { TlsVersion } from '../../../facts/tls';
import { childOf, isTrue, keySpan, setting, valueSpan } from '../../hocon-view';
import type { Outgoing } from '../../model';
import { forEachNode, type HoconNode } from '../../syntax/hocon-resolve';
import type { Scope } from './listeners';
import { accountOf, labelOf, peerCheck, peerOf, reachOf } from './peers';
import { blockAt, clientTls } from './tls';

const TLS_DEFAULTS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];

/** Roots below which EMQX connects to other systems. */
const ROOTS = [
  'connectors',
  'bridges',
  'authentication',
  'authorization',
  'cluster',
  'exhook',
  'listeners',
  'dashboard',
  'gateway',
];

/** Every block that holds a client's TLS options (`ssl`, exhook and etcd: `ssl` or `ssl_options` with `enable`). */
export function outgoingOf(scope: Scope): Outgoing[] {
  const found: Outgoing[] = [];
  const add = (node: HoconNode) => {
    const name = clientBlock(node);
    if (name !== undefined && !node.copied && !isListener(node)) found.push(...connection(scope, node, name));
  };
  for (const name of ROOTS) {
    const root = childOf(scope.root, name);
    if (root) forEachNode(root, add);
  }
  return found;
}

function clientBlock(node: HoconNode): string | undefined {
  if (node.children.size === 0) return undefined;
  return ['ssl', 'ssl_options'].find((key) => isClientTls(childOf(node, key), key));
}

/** `listeners`, `listeners.TYPE` or `listeners.TYPE.NAME`, of the broker or of a gateway: what is `ssl` there serves. */
function isListener({ path }: HoconNode): boolean {
  const start = path.lastIndexOf('listeners');
  return start >= 0 && path.length - start <= 3;
}

/** A listener has `ssl_options` too, but no `enable` in it. */
function isClientTls(node: HoconNode | undefined, key: string): boolean {
  return node?.kind === 'object' && (key === 'ssl' || childOf(node, 'enable') !== undefined);
}

function connection(scope: Scope, node: HoconNode, name: string): Outgoing[] {
  const peer = peerOf(node);
  const at = keySpan(node);
  const { root, ...rest } = scope;
  const place = { ...rest, ...blockAt(node, [name], at), defaults: TLS_DEFAULTS };
  // The scheme of an address decides, whatever the options say (`emqx_bridge_http_connector`, exhook, JWKS).
  const isPlain = peer?.scheme === 'http' && node.path[0] !== 'cluster';
  const tls = clientTls(place, isTrue(childOf(node, name, 'enable')) && !isPlain);
  // Nobody knows whether plaintext leaves the machine.
  if (!peer && !tls.active && !tls.intended) return [];
  return [
    {
      label: labelOf(node),
      at,
      port: setting(peer?.port, peer ? valueSpan(peer.at) : at, peer?.port !== undefined),
      exposure: peer ? reachOf(peer.host) : 'public',
      tls: {
        ...tls,
        ...(isPlain ? { switchedOnBy: 'https://' } : {}),
        checksPeer: peerCheck(node, childOf(node, name)),
      },
      account: accountOf(node),
    },
  ];
}
