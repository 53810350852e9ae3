import { exposureOf } from '../../../facts/exposure';
import type { Listener, Outgoing } from '../../model';
import type { Block, Directive } from './scopes';
import { hasVariable } from './scopes';

/** Ports under which brokers are reached; 9001 is the customary one of Mosquitto's WebSockets, 15675 RabbitMQ's. */
const MQTT_PORTS: ReadonlySet<number> = new Set([1883, 1884, 8083, 8084, 8883, 8884, 9001, 14567, 15675]);

const BROKER_NAMES = /mqtt|emqx|mosquitto|nanomq|vernemq|hivemq|activemq|rabbitmq/i;

export interface Address {
  /** Undefined: every interface, or none is written. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly unix: boolean;
}

/** `host:port`, `[::]:port`, `:port`, `*:port`, `port`, `unix:path`. */
export function addressOf(text: string, defaultPort?: number): Address {
  if (text.startsWith('unix:')) return { host: undefined, port: 0, unix: true };
  if (/^\d+$/.test(text)) return { host: undefined, port: Number(text), unix: false };
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d+))?$/.exec(text);
  if (!match) return { host: text, port: undefined, unix: false };
  const [, host = '', port] = match;
  return { host: host || undefined, port: port === undefined ? defaultPort : Number(port), unix: false };
}

export function listenExposure({ host, unix }: Address): Listener['exposure'] {
  if (unix) return 'unix-socket';
  if (host === undefined || host === '*' || host === '0.0.0.0' || host === '[::]') return 'public';
  return hasVariable(host) ? 'unknown' : exposureOf(host);
}

/** A name without a dot is one of a container or of the hosts file, known in one network only. */
export function peerExposure({ host, unix }: Address): Outgoing['exposure'] {
  if (unix || host === undefined) return 'loopback';
  const exposure = exposureOf(host);
  const isName = !host.startsWith('[') && !/^[0-9.]+$/.test(host);
  const isLocal = !host.includes('.') || /\.(?:local|internal|lan|svc|localdomain)$/i.test(host);
  return exposure === 'public' && isName && isLocal ? 'private' : exposure;
}

/** What one `proxy_pass` leads to. */
export interface Peer {
  readonly address: Address;
  /** Where it is written: the `server` of an upstream, or `proxy_pass` itself. */
  readonly at: Directive;
}

export interface ProxyPass {
  readonly pass: Directive;
  /** The `server` or `location` with the `proxy_pass`. */
  readonly block: Block;
  readonly scheme: 'http' | 'https' | undefined;
  readonly peers: readonly Peer[];
}

/** Undefined where the target is known only when a connection is there, or is no broker. */
export function brokerProxy(pass: Directive, upstreams: ReadonlyMap<string, Directive>): ProxyPass | undefined {
  const text = pass.words[0]?.text ?? '';
  const url = /^(https?):\/\/([^/]*)/i.exec(text);
  const target = url?.[2] ?? text;
  const scheme = url?.[1]?.toLowerCase() === 'https' ? 'https' : url ? 'http' : undefined;
  const upstream = upstreams.get(target);
  if (!upstream && hasVariable(target)) return undefined;
  const peers = upstream ? peersOf(upstream) : [{ address: addressOf(target, defaultPort(scheme)), at: pass }];
  const isBroker = peers.some(({ address }) => address.port !== undefined && MQTT_PORTS.has(address.port));
  // 9001 is the port of many other servers, so a name must say that it is a broker.
  const telling = peers.some(({ address }) => address.port !== 9001 && MQTT_PORTS.has(address.port ?? 0));
  const hosts = peers.map(({ address }) => address.host);
  const place = pass.parent.opener?.words.map((word) => word.text) ?? [];
  const named = BROKER_NAMES.test([target, ...hosts, ...place].join(' '));
  return isBroker && (telling || named) ? { pass, block: pass.parent, scheme, peers } : undefined;
}

function defaultPort(scheme: string | undefined): number | undefined {
  if (scheme === undefined) return undefined;
  return scheme === 'https' ? 443 : 80;
}

function peersOf({ block }: Directive): Peer[] {
  return (block?.directives ?? []).flatMap((at) => {
    const text = at.name === 'server' ? at.words[0]?.text : undefined;
    return text === undefined || hasVariable(text) ? [] : [{ address: addressOf(text), at }];
  });
}
