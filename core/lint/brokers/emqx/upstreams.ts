import type { TlsVersion } from '../../../facts/tls';
import { childOf, isFalse, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Outgoing } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { clusterOf } from './cluster';
import type { Scope } from './listeners';
import { accountOf, labelOf, type Peer, peerOf, reachOf } from './peers';
import { blockAt, clientTls } from './tls';

const TLS_DEFAULTS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];

/** Connectors whose driver speaks plaintext unless `ssl` is switched on; others (AWS, Azure, Google) always use TLS. */
const PLAIN_CONNECTORS =
  /^(?:mysql|pgsql|postgresql|timescale|matrix|mongodb|redis|mqtt|http|ldap|kafka_producer|kafka_consumer|influxdb|cassandra|clickhouse|rabbitmq|rocketmq|pulsar)$/;

/** Blocks that connect to another system and say nothing about TLS: a block with `ssl` is found by its own. */
export function upstreamsOf(scope: Scope): Outgoing[] {
  return candidates(scope.root).flatMap((node) => upstream(scope, node));
}

function candidates(root: HoconNode): HoconNode[] {
  const chains = [
    childOf(root, 'authentication'),
    childOf(root, 'authorization', 'sources'),
    childOf(root, 'exhook', 'servers'),
    childOf(root, 'cluster', 'links'),
    ...each(childOf(root, 'listeners'))
      .flatMap(each)
      .map((listener) => childOf(listener, 'authentication')),
  ];
  const connectors = [...(childOf(root, 'connectors')?.children ?? [])].filter(([type]) => PLAIN_CONNECTORS.test(type));
  const single = [['cluster', 'etcd'], ['cluster', 'k8s'], ['prometheus', 'push_gateway'], ['prometheus']];
  return [
    ...chains.flatMap(each),
    // One authenticator in place of a list of one.
    ...chains.flatMap((chain) => (chain && childOf(chain, 'mechanism') ? [chain] : [])),
    ...connectors.flatMap(([, type]) => each(type)),
    ...single.flatMap((path) => childOf(root, ...path) ?? []),
  ];
}

function each(node: HoconNode | undefined): HoconNode[] {
  return node ? [...node.items, ...node.children.values()] : [];
}

function upstream(scope: Scope, node: HoconNode): Outgoing[] {
  const peer = peerOf(node);
  const hasTls = ['ssl', 'ssl_options'].some((name) => childOf(node, name) !== undefined);
  if (!peer || hasTls || node.copied || isFalse(childOf(node, 'enable')) || isSecure(peer)) return [];
  const { root, ...rest } = scope;
  const at = valueSpan(peer.at);
  return [
    {
      label: labelOf(node),
      at,
      port: setting<number | undefined>(peer.port, at, peer.port !== undefined),
      exposure: reachOf(peer.host),
      tls: clientTls({ ...rest, ...blockAt(node, ['ssl'], keySpan(node)), defaults: TLS_DEFAULTS }, false),
      carries: carriesLogins(node) ? 'logins' : undefined,
      account: accountOf(node),
    },
  ];
}

/** A secure scheme is enough for most drivers, and where it is not EMQX says so itself; 636 is LDAP over TLS. */
function isSecure({ scheme, port }: Peer): boolean {
  return /^(?:https|ldaps|rediss|mqtts|ssl|tls)$/.test(scheme ?? '') || port === 636;
}

/** What a client's name and password, or the answer about them, travels over. */
function carriesLogins(node: HoconNode): boolean {
  return node.path.includes('authentication') || node.path[0] === 'authorization' || node.path[0] === 'exhook';
}

/** Calls between the nodes of a cluster: plaintext unless `protocol = ssl`. */
export function remoteCalls(scope: Scope): Outgoing[] {
  const rpc = childOf(scope.root, 'rpc');
  const protocol = childOf(rpc, 'protocol') ?? childOf(rpc, 'driver');
  if (!rpc || !clusterOf(scope.root, scope.fragment)?.spansMachines || textOf(protocol) === 'ssl') return [];
  const { root, ...rest } = scope;
  const at = protocol ? valueSpan(protocol) : keySpan(rpc);
  const tls = clientTls({ ...rest, ...blockAt(rpc, [], at), defaults: TLS_DEFAULTS }, false);
  return [
    {
      label: 'rpc',
      at,
      port: setting<number | undefined>(undefined, at, false),
      exposure: 'private',
      tls: { ...tls, switchedOnBy: 'protocol = ssl' },
    },
  ];
}
