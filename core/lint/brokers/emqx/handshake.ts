import { removal, write } from '../../hocon-edits';
import { childOf, isFalse, keySpan, nameSpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Handshake, KeyLog, ServerTls, Setting, UnusedOption } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';
import { option, optionSpan, type ServerTlsPlace } from './tls';

/** How the listener conducts handshakes; defaults of `emqx_schema`, 5.8 to 6.3. */
export function handshakeOf(place: ServerTlsPlace, root: HoconNode, { value }: ServerTls['versions']): Handshake {
  const tls12 = value.some((version) => version !== 'tlsv1.3');
  const tls13 = value.includes('tlsv1.3');
  return {
    serverOrder: booleanSetting(place, 'honor_cipher_order'),
    secureRenegotiation: booleanSetting(place, 'secure_renegotiate'),
    clientRenegotiation: booleanSetting(place, 'client_renegotiation'),
    timeout: timeoutSetting(place),
    depth: depthSetting(place),
    partialChain: partialChain(place),
    purposes: purposes(place),
    dhParameters: option(place, 'dhfile') !== undefined,
    ticketsWithoutSeed: ticketsWithoutSeed(place, root, tls13),
    unused: [...(tls12 ? [] : unused(place, OLDER_ONLY, 'TLS 1.2')), ...(tls13 ? [] : unusedTickets(place))],
  };
}

/** True by default, each of them. */
function booleanSetting(place: ServerTlsPlace, name: string): Setting<boolean> {
  const node = option(place, name);
  const set = (value: boolean) => write(place.owner, [{ path: [...place.path, name], text: String(value) }]);
  return setting(!isFalse(node), optionSpan(place, node), node !== undefined, set);
}

function timeoutSetting(place: ServerTlsPlace): Setting<number | undefined> {
  const node = option(place, 'handshake_timeout');
  const value = node ? seconds(textOf(node) ?? '') : 15;
  return setting(value, optionSpan(place, node), node !== undefined);
}

const UNITS: Readonly<Record<string, number>> = {
  f: 1_209_600,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

/** `1h30m`; a bare number is milliseconds. */
function seconds(text: string): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text) / 1000;
  if (!/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|[fwdhms]))+$/i.test(text)) return undefined;
  const parts = [...text.matchAll(/([0-9.]+)(ms|[fwdhms])/gi)];
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit.toLowerCase()] ?? 1), 0);
}

function depthSetting(place: ServerTlsPlace): Setting<number | undefined> {
  const node = option(place, 'depth');
  const text = textOf(node) ?? '10';
  const value = /^[0-9]+$/.test(text) ? Number(text) : undefined;
  return setting(value, optionSpan(place, node), node !== undefined);
}

function partialChain(place: ServerTlsPlace): Handshake['partialChain'] {
  const node = option(place, 'partial_chain');
  const text = textOf(node);
  const value =
    text === 'two_cacerts_from_cacertfile'
      ? 'rotation'
      : text === 'true' || text === 'cacert_from_cacertfile'
        ? 'yes'
        : 'no';
  return setting<'no' | 'rotation' | 'yes'>(value, optionSpan(place, node), node !== undefined);
}

function purposes(place: ServerTlsPlace): Setting<string | undefined> {
  const node = option(place, 'verify_peer_ext_key_usage');
  const text = textOf(node);
  return setting(text === '' ? undefined : text, optionSpan(place, node), node !== undefined, (to) =>
    to === undefined
      ? []
      : write(place.owner, [{ path: [...place.path, 'verify_peer_ext_key_usage'], text: `"${to}"` }]),
  );
}

/** EMQX drops these with a line in its log (`drop_incompatible_tls_option`). */
const OLDER_ONLY = ['client_renegotiation', 'secure_renegotiate', 'reuse_sessions', 'user_lookup_fun'];

function unused(place: ServerTlsPlace, names: readonly string[], needs: UnusedOption['needs']): UnusedOption[] {
  return names.flatMap((name) => {
    const node = option(place, name);
    return node ? [{ at: nameSpan(node), option: name, needs }] : [];
  });
}

function unusedTickets(place: ServerTlsPlace): UnusedOption[] {
  return asksForTickets(place) ? unused(place, ['session_tickets'], 'TLS 1.3') : [];
}

function asksForTickets(place: ServerTlsPlace): HoconNode | undefined {
  const node = option(place, 'session_tickets');
  return /^stateless/.test(textOf(node) ?? '') ? node : undefined;
}

/** Without `node.tls_stateless_tickets_seed` EMQX drops the option and says so in its log. */
function ticketsWithoutSeed(place: ServerTlsPlace, root: HoconNode, tls13: boolean) {
  const node = asksForTickets(place);
  const seed = childOf(root, 'node', 'tls_stateless_tickets_seed');
  if (!node || !tls13 || place.fragment || (seed && textOf(seed) !== '')) return undefined;
  return valueSpan(node);
}

/** `sslkeylogfile` of a QUIC listener. */
export function keyLogOf(listener: HoconNode | undefined): KeyLog | undefined {
  const node = childOf(listener, 'sslkeylogfile');
  const text = textOf(node);
  if (!node || text === undefined || text === '' || isTemplated(text)) return undefined;
  const [source, second] = node.sources;
  const { entry } = source ?? {};
  const alone = source && entry && !second && node.replaced.length === 0 && !node.copied;
  return { at: keySpan(node), option: 'sslkeylogfile', remove: () => (alone ? [removal(source.tree, entry)] : []) };
}
