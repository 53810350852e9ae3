import type { TlsVersion } from '../../../facts/tls';
import type { Outgoing, Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { exposureOf } from './bind';
import { clusterOf } from './cluster';
import type { Scope } from './listeners';
import { childOf, isFalse, keySpan, setting, textOf, valueSpan } from './merged';
import { isTemplated } from './references';
import { clientTls } from './tls';

const TLS_DEFAULTS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];

/** Connectors whose driver speaks plaintext unless `ssl` is switched on; others (AWS, Azure, Google) always use TLS. */
const PLAIN_CONNECTORS =
  /^(?:mysql|pgsql|postgresql|timescale|matrix|mongodb|redis|mqtt|http|ldap|kafka_producer|kafka_consumer|influxdb|cassandra|clickhouse|rabbitmq|rocketmq|pulsar)$/;

/** Names under which a peer is given, most specific first. */
const PEERS = [
  'server',
  'servers',
  'url',
  'endpoint',
  'endpoints',
  'apiserver',
  'bootstrap_hosts',
  'push_gateway_server',
];

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
  const peerNode = PEERS.map((name) => childOf(node, name)).find((child) => peerText(child) !== undefined);
  const text = peerText(peerNode);
  if (!peerNode || text === undefined || isTemplated(text) || node.copied || isFalse(childOf(node, 'enable')))
    return [];
  const hasTls = ['ssl', 'ssl_options'].some((name) => childOf(node, name) !== undefined);
  const peer = parsePeer(text);
  // A secure scheme is enough for most drivers, and where it is not EMQX says so itself.
  if (hasTls || !peer || /^(?:https|ldaps|rediss|mqtts|ssl|tls)$/.test(peer.scheme ?? '') || peer.port === 636)
    return [];
  const at = keySpan(node);
  const { root, ...rest } = scope;
  return [
    {
      label: labelOf(node),
      at: valueSpan(peerNode),
      port: setting<number | undefined>(peer.port, valueSpan(peerNode), peer.port !== undefined),
      exposure: reachOf(peer.host),
      tls: clientTls({ ...rest, owner: node, path: ['ssl'], at, defaults: TLS_DEFAULTS }, false),
      carries: carriesLogins(node) ? 'logins' : undefined,
      account: accountOf(node),
    },
  ];
}

/** A list of peers stands for its first. */
function peerText(node: HoconNode | undefined): string | undefined {
  return textOf(node?.kind === 'array' ? node.items[0] : node);
}

/** What a client's name and password, or the answer about them, travels over. */
function carriesLogins(node: HoconNode): boolean {
  return node.path.includes('authentication') || node.path[0] === 'authorization' || node.path[0] === 'exhook';
}

export function labelOf(node: HoconNode): string {
  const word = ['backend', 'type', 'mechanism', 'name'].flatMap((name) => textOf(childOf(node, name)) ?? [])[0];
  const path = node.path.filter((segment) => !/^(?:\[\]|[0-9]+)$/.test(segment)).join('.');
  return word === undefined ? path : `${path} (${word})`;
}

interface Peer {
  readonly scheme: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

function parsePeer(text: string): Peer | undefined {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/,\s]+)(?::(\d+))?/i.exec(text.trim());
  if (match?.[2] === undefined) return undefined;
  return {
    scheme: match[1]?.toLowerCase(),
    host: match[2],
    port: match[3] === undefined ? undefined : Number(match[3]),
  };
}

/** A name without a dot, or of Kubernetes, is known in one network only. */
export function reachOf(host: string): Outgoing['exposure'] {
  const exposure = exposureOf(host);
  const isName = !host.startsWith('[') && !/^[0-9.]+$/.test(host);
  const isLocal = !host.includes('.') || /\.(?:local|internal|lan|svc|localdomain)$/i.test(host);
  return exposure === 'public' && isName && isLocal ? 'private' : exposure;
}

/** Accounts that may do everything in a database. */
const ADMINISTRATORS = /^(?:root|postgres|admin|sa|system)$/i;

export function accountOf(node: HoconNode): Setting<boolean> | undefined {
  const name = childOf(node, 'username');
  const isDatabase = /^(?:mysql|postgresql|pgsql|mongodb)$/.test(
    textOf(childOf(node, 'backend')) ?? textOf(childOf(node, 'type')) ?? node.path[1] ?? '',
  );
  return name && isDatabase ? setting(ADMINISTRATORS.test(textOf(name) ?? ''), valueSpan(name), true) : undefined;
}

/** Calls between the nodes of a cluster: plaintext unless `protocol = ssl`. */
export function remoteCalls(scope: Scope): Outgoing[] {
  const rpc = childOf(scope.root, 'rpc');
  const protocol = childOf(rpc, 'protocol') ?? childOf(rpc, 'driver');
  if (!rpc || !clusterOf(scope.root)?.spansMachines || textOf(protocol) === 'ssl') return [];
  const { root, ...rest } = scope;
  const at = protocol ? valueSpan(protocol) : keySpan(rpc);
  const tls = clientTls({ ...rest, owner: rpc, path: [], at, defaults: TLS_DEFAULTS }, false);
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

/** Who answers is checked only with `verify = verify_peer`, and against the name unless that is switched off. */
export function peerCheck(owner: HoconNode, block: HoconNode | undefined): Setting<boolean> {
  const verify = childOf(block, 'verify');
  const name = childOf(block, 'server_name_indication');
  if (textOf(name) === 'disable' && name) return setting(false, valueSpan(name), true);
  const word = textOf(verify);
  const checks = word === 'verify_peer' || isTemplated(word ?? '');
  const at = verify ? valueSpan(verify) : block ? keySpan(block) : keySpan(owner);
  return setting(checks, at, verify !== undefined);
}
