import type { Listener, ProxyVersion, Setting, Upstream } from '../../model';
import type { Span } from '../../source';
import { insertAfter, rewrite } from './edits';
import type { ProxyPass } from './endpoints';
import { placeOf } from './listeners';
import { allOf, type Block, effectiveLast, textOf, wordsSpan } from './scopes';
import type { BrokerServer } from './servers';

/** Every server behind. */
export function upstreamsOf(server: BrokerServer, listeners: readonly Listener[]): Upstream[] {
  const { kind, listens, proxies } = server;
  if (listens.length > 0 && listens.every(({ words }) => words.some(({ text }) => text === 'udp'))) return [];
  const terminator = listeners.find(({ tls }) => tls.active);
  return proxies.flatMap((proxy) =>
    proxy.peers.map(({ address: { host, port, unix }, at }) => {
      const place = placeOf(at);
      const proxyVersion = kind === 'stream' ? proxyVersionOf(proxy, place.at) : none(place.at);
      return {
        ...place,
        host: unix ? undefined : host,
        port,
        ...(proxyVersion ? { proxyVersion } : {}),
        ...(terminator ? { terminator: { label: terminator.label, at: terminator.at } } : {}),
      };
    }),
  );
}

/** ngx_http_proxy_module writes no header. */
function none(span: Span): Setting<undefined> {
  return { value: undefined, span, explicit: false, set: () => [] };
}

/** ngx_stream_proxy_module of 1.9.2 to 1.29 writes version 1 and no other. */
function proxyVersionOf({ pass, block }: ProxyPass, at: Span): Setting<ProxyVersion | undefined> | undefined {
  const name = 'proxy_protocol';
  const directive = effectiveLast(block, name);
  const word = textOf(directive)?.toLowerCase();
  const unclear = directive ? word !== 'on' && word !== 'off' : mayInherit(block);
  if (unclear || effectiveLast(block, 'proxy_protocol_version')) return undefined;
  return {
    value: word === 'on' ? 1 : undefined,
    span: directive ? wordsSpan(directive) : at,
    explicit: directive !== undefined,
    // What is set for all servers stays as it is.
    set(to) {
      if (to === 2) return [];
      const text = to === undefined ? 'off' : 'on';
      return directive?.parent === block ? rewrite(directive, text) : insertAfter(pass, `${name} ${text};`);
    },
  };
}

/** Something around the block was not read, or the text begins inside of a block. */
function mayInherit(block: Block): boolean {
  for (let at: Block | undefined = block; at; at = at.parent) {
    if (at.context === 'main') return false;
    if (allOf(at, 'include').length > 0) return true;
  }
  return true;
}
