import type { TlsVersion } from '../../../facts/tls';
import { childOf, isTrue, keySpan, setting, valueSpan } from '../../hocon-view';
import type { Outgoing } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Scope } from './listeners';
import { accountOf, labelOf, peerCheck, peerOf, reachOf } from './peers';
import { clientTls } from './tls';

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
  return ROOTS.flatMap((name) => {
    const root = childOf(scope.root, name);
    return root ? below(scope, root) : [];
  });
}

function below(scope: Scope, node: HoconNode): Outgoing[] {
  const inner = [...node.children.values(), ...node.items].flatMap((child) => below(scope, child));
  const name = isListener(node)
    ? undefined
    : ['ssl', 'ssl_options'].find((key) => isClientTls(childOf(node, key), key));
  return name === undefined || node.copied ? inner : [...connection(scope, node, name), ...inner];
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
  const place = { ...rest, owner: node, path: [name], at, defaults: TLS_DEFAULTS };
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
