import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { type Message, t } from '../facts/message';

export type Protocol = 'mqtt' | 'mqtts' | 'ws' | 'wss';

/** What to test and with what. Plain data; holds secrets, so it never goes into events, reports or logs. */
export interface Target {
  readonly protocol: Protocol;
  /** Name or address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** WebSocket only: the request path. */
  readonly path?: string;
  /** Name to ask and verify the server for, where it is not `host`. */
  readonly servername?: string;
  /** Application protocols to offer (RFC 7301), e.g. `mqtt`; none where absent. See also `awsTarget`. */
  readonly alpn?: readonly string[];
  /** Path of the PEM file that is trusted instead of the system's authorities. */
  readonly ca?: string;
  /** Path of the client certificate's PEM file. */
  readonly cert?: string;
  /** Path of the client key's PEM file. */
  readonly key?: string;
  /** Path of a PKCS#12 archive that holds both; instead of `cert` and `key`. */
  readonly p12?: string;
  /** Of the client key or of the archive. */
  readonly passphrase?: string;
  readonly username?: string;
  readonly password?: string;
  /** 4 is MQTT 3.1.1. */
  readonly mqttVersion: 4 | 5;
  /** Also subscribe and publish: only below this, and only where it is true. */
  readonly roundtrip: boolean;
  /** Where the round trip publishes: a random topic below this one; `mqtt-security-test` where absent. */
  readonly topicPrefix?: string;
  /** For each stage. */
  readonly timeoutMs: number;
}

/** What of a target may be shown. */
export type Address = Pick<Target, 'protocol' | 'host' | 'port' | 'path'>;

export type ParsedTarget =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly reason: Message };

/** A listener of a configuration file, as plain data. */
export interface ListenerEndpoint {
  readonly port: number | undefined;
  /** As written; undefined: all interfaces. */
  readonly address: string | undefined;
  readonly tls: boolean;
  readonly protocol: 'mqtt' | 'websockets' | 'quic' | 'http' | 'other';
  /** Path of the authority that signed the listener's certificate, where it is known. */
  readonly ca?: string;
}

/** MQTT 3.1.1 is what every broker in use speaks. */
const defaults = { mqttVersion: 4, roundtrip: false, timeoutMs: 10_000 } as const;

/** Ports of MQTT as registered with IANA; a WebSocket URL without a port means 80 and 443 (RFC 6455, section 3). */
const defaultPorts: Readonly<Record<Protocol, number>> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

/** `tcp`, `ssl` and `tls` are the scheme names of Paho clients and of EMQX. */
const schemes: Readonly<Record<string, Protocol>> = {
  mqtt: 'mqtt',
  tcp: 'mqtt',
  mqtts: 'mqtts',
  ssl: 'mqtts',
  tls: 'mqtts',
  ws: 'ws',
  wss: 'wss',
};

/** The brokers' usual WebSocket path; Mosquitto answers on any. */
const defaultPath = '/mqtt';

/** The target that a URL such as `mqtts://broker.example:8883` names. */
export function parseTarget(url: string): ParsedTarget {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url.trim());
  if (match?.[1] === undefined || match[2] === undefined) return refuse(schemeMissing(url.trim()));
  const protocol = schemes[match[1].toLowerCase()];
  if (protocol === undefined) return refuse(schemeUnknown(match[1]));
  const [, authority = '', rest = ''] = /^([^/?#]*)(.*)$/s.exec(match[2]) ?? [];
  const at = authority.lastIndexOf('@');
  const user = readUser(authority.slice(0, Math.max(at, 0)));
  if (!user.ok) return user;
  const place = readHostAndPort(authority.slice(at + 1), rest, protocol);
  if (!place.ok) return place;
  const path = readPath(rest, protocol);
  if (!path.ok) return path;
  return { ok: true, target: { protocol, ...place.value, ...path.value, ...user.value, ...defaults } };
}

/** The target of a listener as seen from the machine that edits its configuration; undefined where it has none. */
export function targetOfListener(listener: ListenerEndpoint): Target | undefined {
  const { port, tls, ca } = listener;
  if (port === undefined || port === 0) return undefined;
  if (listener.protocol !== 'mqtt' && listener.protocol !== 'websockets') return undefined;
  const web = listener.protocol === 'websockets';
  const protocol: Protocol = web ? (tls ? 'wss' : 'ws') : tls ? 'mqtts' : 'mqtt';
  return {
    protocol,
    host: reachableHost(listener.address),
    port,
    ...(web ? { path: defaultPath } : {}),
    ...(tls && ca !== undefined ? { ca } : {}),
    ...defaults,
  };
}

/**
 * The target as AWS IoT Core wants it: port 443 tells MQTT from HTTPS by the application protocol, which also tells
 * client certificates (`x-amzn-mqtt-ca`) from a custom authorizer (`mqtt`).
 */
export function awsTarget(target: Target): Target {
  const certified = target.cert !== undefined || target.p12 !== undefined;
  return { ...target, alpn: [certified ? 'x-amzn-mqtt-ca' : 'mqtt'] };
}

/** What is wrong with a topic to publish below; undefined where nothing is. */
export function wrongTopicPrefix(prefix: string): Message | undefined {
  if (prefix === '') return t('the topic is empty');
  if (/[+#\u0000]/.test(prefix))
    return t('"{prefix}" is a filter; a message needs a topic without + and #', { prefix });
  if (prefix.startsWith('$'))
    return t('"{prefix}" belongs to the broker itself; topics with $ are not for clients', { prefix });
  return Buffer.byteLength(prefix) > 200 ? t('the topic is longer than 200 bytes') : undefined;
}

export function isSecure(target: Target): boolean {
  return target.protocol === 'mqtts' || target.protocol === 'wss';
}

/** Whether the client shows a certificate, from PEM files or an archive. */
export function hasCertificate({ cert, p12 }: Pick<Target, 'cert' | 'p12'>): boolean {
  return cert !== undefined || p12 !== undefined;
}

export function isWebSocket(target: Target): boolean {
  return target.protocol === 'ws' || target.protocol === 'wss';
}

/** Without a slash at its end. */
export function topicPrefixOf({ topicPrefix = 'mqtt-security-test' }: Pick<Target, 'topicPrefix'>): string {
  return topicPrefix.replace(/\/+$/, '') || topicPrefix;
}

/** The target as a URL, without user and secrets. */
export function urlOf({ protocol, host, port, path }: Address): string {
  return `${protocol}://${isIP(host) === 6 ? `[${host}]` : host}:${port}${path ?? ''}`;
}

type Part<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Message };

function refuse(reason: Message): { readonly ok: false; readonly reason: Message } {
  return { ok: false, reason };
}

function accept<T>(value: T): Part<T> {
  return { ok: true, value };
}

function schemeMissing(text: string): Message {
  if (text === '') return t('the address is empty; write for example mqtts://broker.example:8883');
  return t(
    '"{text}" names no protocol; start with mqtts:// or wss:// for an encrypted connection, mqtt:// or ws:// for plain text',
    { text: text.replace(/^.*@/s, '') },
  );
}

function schemeUnknown(scheme: string): Message {
  if (/^https?$/i.test(scheme)) {
    return t('{scheme}:// is no MQTT address; MQTT over WebSocket is written ws:// or wss://', { scheme });
  }
  return t('{scheme}:// is not supported; use mqtt, mqtts, ws or wss', { scheme });
}

function readUser(text: string): Part<{ readonly username?: string }> {
  if (text === '') return accept({});
  if (text.includes(':')) {
    return refuse(
      t(
        'the address holds a password; leave it out, because addresses end up in shell histories, process lists and logs, and hand the password over separately',
      ),
    );
  }
  const username = decode(text);
  return username === undefined ? refuse(badEscape(text)) : accept({ username });
}

function readHostAndPort(
  text: string,
  rest: string,
  protocol: Protocol,
): Part<{ readonly host: string; readonly port: number }> {
  const [, bracketed, plain, tail = ''] = /^(?:\[([^\]]*)\]|([^:]*))(.*)$/s.exec(text) ?? [];
  const host = bracketed ?? asciiHost(plain ?? '');
  const wrong = wrongHost(host, { bracketed: bracketed !== undefined, tail, rest });
  if (wrong !== undefined) return refuse(wrong);
  if (tail === '' || tail === ':') return accept({ host, port: defaultPorts[protocol] });
  const port = /^:(\d{1,5})$/.test(tail) ? Number(tail.slice(1)) : 0;
  if (port < 1 || port > 65_535) {
    return refuse(t('"{port}" is no port; ports are numbers from 1 to 65535', { port: tail.slice(1) }));
  }
  return accept({ host, port });
}

/** A name with letters of another script, as the name system and certificates write it (RFC 5891). */
function asciiHost(host: string): string {
  return (/[^\u0000-\u007f]/.test(host) && domainToASCII(host)) || host;
}

interface HostContext {
  readonly bracketed: boolean;
  /** What follows the host in the authority: `:8883`. */
  readonly tail: string;
  /** What follows the authority: `/mqtt`. */
  readonly rest: string;
}

function wrongHost(host: string, { bracketed, tail, rest }: HostContext): Message | undefined {
  if (host.toLowerCase() in schemes && tail === ':' && rest.startsWith('//')) {
    return t('the address names its protocol twice; write one, such as mqtts://broker.example:8883');
  }
  if (/^https?$/i.test(host) && rest.startsWith('//')) {
    return t('{host}:// stands where the host name belongs; write only the name', { host });
  }
  if (!bracketed && /:.*:/.test(`${host}${tail}`) && isIP(`${host}${tail}`) === 6) {
    return t('an IPv6 address is written in brackets: [{address}]', { address: `${host}${tail}` });
  }
  if (host === '') return t('the address names no host');
  if (bracketed) {
    return isIP(host) === 6 ? undefined : t('"{host}" in brackets is no IPv6 address', { host });
  }
  if (/[\s\\"<>^`{}|%,;@]/.test(host)) return t('"{host}" is no host name', { host });
  return undefined;
}

function readPath(rest: string, protocol: Protocol): Part<{ readonly path?: string }> {
  if (protocol === 'ws' || protocol === 'wss') {
    const path = rest.replace(/#.*$/s, '');
    if (/\s/.test(path)) return refuse(t('the path "{path}" holds a blank', { path }));
    return accept({ path: path === '' ? defaultPath : path.startsWith('?') ? `/${path}` : path });
  }
  if (rest === '' || rest === '/') return accept({});
  return refuse(t('{protocol}:// addresses have no path; leave out "{rest}"', { protocol, rest }));
}

function badEscape(text: string): Message {
  return t('"{text}" is not correctly percent-encoded', { text });
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A wildcard is where a server listens, not where a client connects. */
function reachableHost(address: string | undefined): string {
  const wildcards = new Set(['', '*', '0.0.0.0', '::', '[::]']);
  if (address === undefined || wildcards.has(address)) return 'localhost';
  return address.replace(/^\[(.*)\]$/s, '$1');
}

/** The target without everything that is secret or of no concern to a reader. */
export function addressOf({ protocol, host, port, path }: Target): Address {
  return { protocol, host, port, ...(path === undefined ? {} : { path }) };
}
