import { promisesTls } from '../../../facts/ports';
import type { AddressRules, Listener, Outgoing, Setting } from '../../model';
import type { Edit } from '../../source';
import { directiveSetting, fixedSetting, insertAfter } from './edits';
import { type Address, addressOf, listenExposure, type ProxyPass, peerExposure } from './endpoints';
import {
  allDirectives,
  type Directive,
  effective,
  effectiveLast,
  hasVariable,
  headSpan,
  isOn,
  keySpan,
  spanOf,
} from './scopes';
import type { BrokerServer } from './servers';
import { clientTls, type Reading, serverTls, speaksTls } from './tls';

/**
 * One listener for the ports of a server that speak TLS, and one for those that do not. A server that passes encrypted
 * connections on unopened ends no TLS, so nothing is claimed about it.
 */
export function listenersOf(server: BrokerServer, reading: Reading): Listener[] {
  const encrypted = server.listens.filter((listen) => speaksTls(server, listen));
  const plain = server.listens.filter((listen) => !speaksTls(server, listen));
  const meant = effective(server.block, 'ssl_certificate').some(({ parent }) => parent === server.block);
  const unopened = server.kind === 'stream' && !meant && passesTls(server);
  return [encrypted, unopened ? [] : plain].flatMap((listens) =>
    listens.length === 0 ? [] : [listenerOf(server, listens, reading)],
  );
}

/** The bytes behind are TLS, and nginx does not make it: it is the client's own. */
function passesTls({ block, proxies }: BrokerServer): boolean {
  if (isOn(effectiveLast(block, 'ssl_preread'))) return true;
  if (isOn(effectiveLast(block, 'proxy_ssl'))) return false;
  return proxies.some(({ peers }) => peers.some(({ address }) => promisesTls(address.port)));
}

const REACH = ['public', 'private', 'unknown', 'loopback', 'unix-socket'] as const;

function listenerOf(server: BrokerServer, listens: readonly Directive[], reading: Reading): Listener {
  const { kind, opener } = server;
  const anchor = listens[0] ?? opener;
  const addresses = listens.map((listen) => addressOf(listen.words[0]?.text ?? '', 80));
  const exposures = addresses.map(listenExposure);
  const ports = [...new Set(addresses.flatMap(({ port }) => port ?? []))];
  const own = serverTls(server, listens, reading);
  // Beside a port that speaks TLS one that does not is meant to be in plaintext.
  const beside = !speaksTls(server, anchor) && server.listens.some((listen) => speaksTls(server, listen));
  return {
    label: `listen ${ports.join(', ')}`,
    at: headSpan(anchor),
    implicit: false,
    protocol: kind === 'stream' ? 'mqtt' : 'websockets',
    transport: anchor.words.some(({ text }) => text === 'udp' || text === 'quic') ? 'udp' : 'tcp',
    enabled: true,
    port: portSetting(anchor, addresses[0]),
    address: addressSetting(listens, addresses),
    exposure: REACH.find((each) => exposures.includes(each)) ?? 'public',
    proxied: listens.some(({ words }) => words.some(({ text }) => text === 'proxy_protocol')),
    tls: beside ? { ...own, intended: undefined, missing: [], incompleteIsFatal: false } : own,
    // The broker behind asks for passwords; nginx does not see them.
    anonymous: fixedSetting(false, anchor),
    authentication: [],
    authenticationElsewhere: true,
    connections: connectionsOf(server, anchor),
    connectionsOption: 'limit_conn',
    idleTimeout: idleTimeoutOf(server, anchor),
    ...addressRulesOf(server),
  };
}

function portSetting(listen: Directive, address: Address | undefined): Setting<number | undefined> {
  const word = listen.words[0];
  return {
    value: address?.port,
    span: word ? spanOf(listen, word.range) : keySpan(listen),
    explicit: true,
    set: (port) => (word && address && port !== undefined ? rewriteAddress(listen, { ...address, port }) : []),
  };
}

function rewriteAddress(listen: Directive, { host, port, unix }: Address): readonly Edit[] {
  const word = listen.words[0];
  if (!word || unix) return [];
  return [{ span: spanOf(listen, word.range), text: host === undefined ? String(port) : `${host}:${port}` }];
}

/** With several addresses in one server the edit would make them the same one. */
function addressSetting(listens: readonly Directive[], addresses: readonly Address[]): Setting<string | undefined> {
  const [listen] = listens;
  const [address] = addresses;
  const word = listen?.words[0];
  return {
    value: address?.host,
    span: listen && word ? spanOf(listen, word.range) : { file: '', start: 0, end: 0 },
    explicit: address?.host !== undefined,
    set: (host) => (listen && address && listens.length === 1 ? rewriteAddress(listen, { ...address, host }) : []),
  };
}

function connectionsOf({ block }: BrokerServer, anchor: Directive): Setting<number | undefined> {
  const limits = effective(block, 'limit_conn').flatMap(({ words }) => {
    const count = Number(words[1]?.text);
    return Number.isInteger(count) ? count : [];
  });
  const limit = effectiveLast(block, 'limit_conn');
  const span = limit ? headSpan(limit) : keySpan(anchor);
  return { value: limits[0], span, explicit: limit !== undefined, set: () => [] };
}

/** `proxy_timeout` of stream, `proxy_read_timeout` of http: a broker sends nothing while a client has nothing to say. */
function idleTimeoutOf({ kind, block, proxies }: BrokerServer, anchor: Directive): Setting<number | undefined> {
  const [name, standard] =
    kind === 'stream' ? (['proxy_timeout', 600] as const) : (['proxy_read_timeout', 60] as const);
  const scope = proxies[0]?.block ?? block;
  const at = kind === 'stream' ? anchor : (proxies[0]?.pass ?? anchor);
  return directiveSetting<number | undefined>(
    scope,
    name,
    (directive) => (directive ? secondsOf(directive.words[0]?.text ?? '') : standard),
    (value) => (value === undefined ? undefined : `${value}s`),
    at,
  );
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
};

/** `1h30m`, `90s`, `90`; undefined where it is none. */
export function secondsOf(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[smhdwMy])[ ]*)*(?:\d+)?$/.test(text) || text === '') return undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwMy])?/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? 's'] ?? 1),
    0,
  );
}

function addressRulesOf({ block, proxies }: BrokerServer): Pick<Listener, 'addressRules'> {
  const scope = proxies[0]?.block ?? block;
  let at: typeof scope | undefined = scope;
  while (at && !at.directives.some(({ name }) => name === 'allow' || name === 'deny')) at = at.parent;
  const found = (at?.directives ?? []).filter(({ name }) => name === 'allow' || name === 'deny');
  const [first] = found;
  const last = found.at(-1);
  if (!first || !last) return {};
  const addressRules: AddressRules = {
    at: headSpan(first),
    rules: found.map(({ name, words }) => {
      const range = words[0]?.text;
      return { permission: name === 'allow' ? 'allow' : 'deny', range: range === 'all' ? undefined : range };
    }),
    refuseOthers: () => insertAfter(last, 'deny all;'),
  };
  return { addressRules };
}

/** Connections to brokers; those of a server that is itself the plaintext port are its own finding. */
export function outgoingOf(server: BrokerServer, listeners: readonly Listener[], reading: Reading): Outgoing[] {
  const ended = listeners.some(({ tls }) => tls.active);
  const opened = ended || listeners.some(({ exposure }) => exposure === 'loopback');
  return server.proxies.flatMap((proxy) => {
    const tls = clientTls(proxy, reading);
    if (!tls.active && !opened && !tls.intended) return [];
    if (!tls.active && server.kind === 'stream' && !ended && passesTls(server) && !tls.intended) return [];
    return worstFirst(proxy).map(({ address, at }) => ({
      ...placeOf(at),
      port: { ...fixedSetting<number | undefined>(address.port, at), span: headSpan(at), explicit: true },
      exposure: peerExposure(address),
      tls,
    }));
  });
}

/** The `server` of an upstream, or `proxy_pass` itself. */
export function placeOf(at: Directive): Pick<Outgoing, 'label' | 'at'> {
  const [word] = at.words;
  const label = at.name === 'server' ? `server ${word?.text ?? ''}` : `proxy_pass ${word?.text ?? ''}`;
  return { label, at: word ? spanOf(at, word.range) : keySpan(at) };
}

/** What holds for all servers of an upstream is said of the one that is farthest away. */
function worstFirst({ peers }: ProxyPass): ProxyPass['peers'] {
  const order = ['public', 'private', 'loopback'] as const;
  const sorted = [...peers].sort(
    (a, b) => order.indexOf(peerExposure(a.address)) - order.indexOf(peerExposure(b.address)),
  );
  return sorted.slice(0, 1);
}

/** Name servers that are asked for brokers or for proof about certificates. */
export function nameServersOf(server: BrokerServer): readonly Directive[] {
  const inside = [...allDirectives(server.block)].filter(({ name }) => name === 'resolver');
  const above = effectiveLast(server.block, 'resolver');
  return above && !inside.includes(above) ? [...inside, above] : inside;
}

export function isAddress(text: string): boolean {
  return !text.includes('=') && !hasVariable(text);
}
