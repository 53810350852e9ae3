import { exposureOf } from '../../../facts/exposure';
import { childOf, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Outgoing, Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';

/** The other side of a connection, as far as it is written. */
export interface Peer {
  readonly at: HoconNode;
  readonly scheme: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

/** Names under which a peer is given, most specific first. */
const PEERS = [
  'server',
  'address',
  'servers',
  'url',
  'endpoint',
  'endpoints',
  'apiserver',
  'bootstrap_hosts',
  'push_gateway_server',
  'host',
];

/** Undefined where none is written, or only a placeholder. */
export function peerOf(node: HoconNode): Peer | undefined {
  const at = PEERS.map((name) => childOf(node, name)).find((child) => peerText(child) !== undefined);
  const text = peerText(at);
  return at && text !== undefined && !isTemplated(text) ? parsePeer(at, text) : undefined;
}

/** A list of peers stands for its first. */
function peerText(node: HoconNode | undefined): string | undefined {
  return textOf(node?.kind === 'array' ? node.items[0] : node);
}

/** `host:port`, a list of them, or a URL: the first host counts. */
function parsePeer(at: HoconNode, text: string): Peer | undefined {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/,\s]+)(?::(\d+))?/i.exec(text.trim());
  if (match?.[2] === undefined) return undefined;
  const scheme = match[1]?.toLowerCase();
  const usual = scheme === 'https' ? 443 : scheme === 'http' ? 80 : undefined;
  return { at, scheme, host: match[2], port: match[3] === undefined ? usual : Number(match[3]) };
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

export function labelOf(node: HoconNode): string {
  const word = ['backend', 'type', 'mechanism', 'name'].flatMap((name) => textOf(childOf(node, name)) ?? [])[0];
  const path = node.path.filter((segment) => !/^(?:\[\]|[0-9]+)$/.test(segment)).join('.');
  return word === undefined ? path : `${path} (${word})`;
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
