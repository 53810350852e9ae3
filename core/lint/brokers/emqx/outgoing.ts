import type { TlsVersion } from '../../../facts/tls';
import type { Outgoing } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Scope } from './listeners';
import { childOf, isTrue, keySpan, setting, textOf, valueSpan } from './merged';
import { clientTls } from './tls';
import { accountOf, labelOf, peerCheck, reachOf } from './upstreams';

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

/** Names under which a peer is given, most specific first. */
const PEERS = ['server', 'servers', 'url', 'endpoint', 'bootstrap_hosts', 'host'];

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
  return name === undefined || node.copied ? inner : [connection(scope, node, name), ...inner];
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

function connection(scope: Scope, node: HoconNode, name: string): Outgoing {
  const peerNode = PEERS.map((key) => childOf(node, key)).find((child) => textOf(child) !== undefined);
  const peer = parsePeer(textOf(peerNode));
  const at = keySpan(node);
  const { root, ...rest } = scope;
  return {
    label: labelOf(node),
    at,
    port: setting<number | undefined>(peer.port, peerNode ? valueSpan(peerNode) : at, peer.port !== undefined),
    exposure: peer.host === undefined ? 'public' : reachOf(peer.host),
    tls: {
      ...clientTls(
        { ...rest, owner: node, path: [name], at, defaults: TLS_DEFAULTS },
        isTrue(childOf(node, name, 'enable')),
      ),
      checksPeer: peerCheck(node, childOf(node, name)),
    },
    account: accountOf(node),
  };
}

/** `host:port`, a list of them, or a URL: the first host counts. */
function parsePeer(text: string | undefined): { readonly host?: string; readonly port?: number } {
  if (text === undefined || text.includes('${')) return {};
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/,\s]+)(?::(\d+))?/i.exec(text.trim());
  if (!match) return {};
  const port =
    match[3] !== undefined ? Number(match[3]) : match[1] === 'https' ? 443 : match[1] === 'http' ? 80 : undefined;
  return { host: match[2], port };
}
