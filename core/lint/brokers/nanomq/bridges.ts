import { exposureOf } from '../../../facts/exposure';
import { keySpan, setting, valueSpan } from '../../hocon-view';
import type { Outgoing } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Scope } from './listeners';
import { blocks, child, flag, text } from './read';
import { clientTls } from './tls';

/** Bridges, and programs that are asked about passwords or told of events. */
export function outgoingOf(scope: Scope): Outgoing[] {
  const bridges = blocks(child(scope.root, 'bridges', 'mqtt')).filter(({ path }) => path.at(-1) !== 'cache');
  const requests = blocks(child(scope.root, 'auth', 'http_auth')).map((node) => ({
    node,
    option: 'url',
    logins: true,
  }));
  const webhook = child(scope.root, 'webhook');
  const asked = child(scope.root, 'auth', 'http_auth', 'enable');
  return [
    ...bridges.map((node) => ({ node, option: 'server', logins: false })),
    ...(flag(asked, true) ? requests : []),
    ...(webhook ? [{ node: webhook, option: 'url', logins: false }] : []),
  ].flatMap((place) => connection(scope, place));
}

interface Place {
  readonly node: HoconNode;
  readonly option: string;
  readonly logins: boolean;
}

const PEER = /^([a-z][a-z0-9+-]*):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/\s]+)(?::([0-9]{1,5}))?/i;

/** The scheme alone decides about TLS. */
const SECURE = /^(?:tls\+.*|.*-quic|https|wss)$/i;

function connection({ references }: Scope, { node, option, logins }: Place): Outgoing[] {
  const server = child(node, option);
  const [, scheme = '', host, port] = PEER.exec(text(server) ?? '') ?? [];
  if (!server || host === undefined || !flag(child(node, 'enable'), true)) return [];
  const ssl = child(node, 'ssl');
  const active = SECURE.test(scheme);
  const intended =
    ssl?.kind === 'object' && flag(child(ssl, 'enable'), true) && !node.copied ? keySpan(ssl) : undefined;
  const at = valueSpan(server);
  const place = { node: ssl, at, active, intended, references };
  return [
    {
      label: node.path.join('.'),
      at,
      port: setting<number | undefined>(port === undefined ? usualPort(scheme) : Number(port), at, port !== undefined),
      exposure: reachOf(host),
      // Of requests over HTTPS nothing is known but that they are meant to be TLS.
      tls: clientTls(place, !/mqtt-tcp$/i.test(scheme)),
      ...(logins ? { carries: 'logins' as const } : {}),
    },
  ];
}

function usualPort(scheme: string): number | undefined {
  return scheme === 'http' ? 80 : scheme === 'https' ? 443 : undefined;
}

/** A name without a dot is known in one network only. */
function reachOf(host: string): Outgoing['exposure'] {
  const isName = !/^[0-9.]+$|^\[/.test(host);
  if (isName && !host.includes('.')) return host === 'localhost' ? 'loopback' : 'private';
  // As in the examples, `127.1` is short for 127.0.0.1.
  return /^127\./.test(host) ? 'loopback' : exposureOf(host);
}
