import { write } from '../../hocon-edits';
import { childOf, isFalse, isTrue, setting, textOf, valueSpan } from '../../hocon-view';
import type { AddressRule, AddressRules, Listener, ProxyHeader, ProxyVersion, Setting, Web } from '../../model';
import type { Edit, Span } from '../../source';
import { quoteText } from '../../syntax/hocon-errors';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';

/** The block of a listener, or where it would stand. */
export interface ListenerPlace {
  readonly node: HoconNode | undefined;
  /** Nearest existing block, and the way from it to the listener: where edits write. */
  readonly owner: HoconNode;
  readonly path: readonly string[];
  readonly at: Span;
}

type Reach = Pick<
  Listener,
  | 'connections'
  | 'connectionRate'
  | 'messageRate'
  | 'mountPoint'
  | 'addressRules'
  | 'lacksAddressRules'
  | 'unaskedAddressRules'
  | 'proxy'
  | 'proxyVersions'
  | 'web'
>;

interface Surroundings {
  /** The whole configuration, for a listener of the broker itself; gateways and the dashboard have less. */
  readonly root: HoconNode | undefined;
  readonly version: string;
}

/** What the listener's own block says about who connects to it, how many and how fast. */
export function reachOf(place: ListenerPlace, protocol: Listener['protocol'], { root, version }: Surroundings): Reach {
  const { node, at } = place;
  const written = childOf(node, 'access_rules');
  const lacksRules = root !== undefined && protocol === 'mqtt' && !written;
  return {
    connections: numberSetting(place, 'max_connections'),
    connectionRate: rateOf(at, rateNodes(place, root, 'max_conn_rate')),
    ...(root ? { messageRate: rateOf(at, rateNodes(place, root, 'messages_rate', 'bytes_rate')) } : {}),
    mountPoint: textSetting(place, 'mountpoint'),
    ...askedRules(addressRules(written), protocol),
    lacksAddressRules: lacksRules || undefined,
    proxy: proxyOf(childOf(node, 'proxy_protocol')),
    web: protocol === 'websockets' ? webOf(place, version) : undefined,
    ...(protocol === 'http' ? {} : proxyVersionsOf(place)),
  };
}

type RulesOf = Pick<Listener, 'addressRules' | 'unaskedAddressRules'>;

/** WebSocket listeners do not ask such rules (`ranch_opts` in `emqx_listeners`, 4.x to 6.3). Those that let all in are none. */
export function askedRules(rules: AddressRules | undefined, protocol: Listener['protocol']): RulesOf {
  if (protocol !== 'websockets') return { addressRules: rules };
  const refuses = rules?.rules.some(({ permission, range }) => permission === 'deny' || range !== undefined);
  return { unaskedAddressRules: refuses ? rules?.at : undefined };
}

/** `infinity` is the default. */
function numberSetting(place: ListenerPlace, name: string): Setting<number | undefined> {
  const node = childOf(place.node, name);
  const text = textOf(node) ?? '';
  const value = /^[0-9]+$/.test(text) ? Number(text) : undefined;
  return setting(value, node ? valueSpan(node) : place.at, node !== undefined, (to) =>
    edit(place, [name], to === undefined ? 'infinity' : String(to)),
  );
}

function textSetting(place: ListenerPlace, ...names: readonly string[]): Setting<string | undefined> {
  const node = childOf(place.node, ...names);
  const text = textOf(node);
  return setting(text === '' ? undefined : text, node ? valueSpan(node) : place.at, node !== undefined, (to) =>
    to === undefined ? [] : edit(place, names, quoteText(to)),
  );
}

function edit({ owner, path }: ListenerPlace, names: readonly string[], text: string): readonly Edit[] {
  return write(owner, [{ path: [...path, ...names], text }]);
}

/** At the listener, in its zone or for all (`mqtt.limiter`, since 5.10). */
function rateNodes({ node }: ListenerPlace, root: HoconNode | undefined, ...names: readonly string[]): HoconNode[] {
  const zone = textOf(childOf(node, 'zone')) ?? 'default';
  const blocks = [node, childOf(root, 'zones', zone, 'mqtt', 'limiter'), childOf(root, 'mqtt', 'limiter')];
  return blocks.flatMap((block) => names.flatMap((name) => childOf(block, name) ?? []));
}

/** The first of them that is a limit. */
function rateOf(at: Span, nodes: readonly HoconNode[]): Setting<string | undefined> {
  const node = nodes.find((each) => textOf(each) !== 'infinity') ?? nodes[0];
  const text = textOf(node);
  return setting(text === 'infinity' ? undefined : text, node ? valueSpan(node) : at, node !== undefined);
}

function addressRules(node: HoconNode | undefined): AddressRules | undefined {
  if (node?.kind !== 'array') return undefined;
  const rules = node.items.map(addressRule);
  // What cannot be read might be the rule that decides.
  if (rules.some((rule) => rule === undefined)) return undefined;
  return {
    at: valueSpan(node),
    rules: rules.flatMap((rule) => rule ?? []),
    refuseOthers: () => appendItem(node, '"deny all"'),
  };
}

function addressRule(item: HoconNode): AddressRule | undefined {
  const text = textOf(item);
  const match = text === undefined || isTemplated(text) ? undefined : /^\s*(allow|deny)\s+(\S+)\s*$/i.exec(text);
  if (!match) return undefined;
  const [, word = '', range = ''] = match;
  const permission = word.toLowerCase() === 'allow' ? 'allow' : 'deny';
  return { permission, range: /^all$/i.test(range) ? undefined : range };
}

function appendItem(node: HoconNode, text: string): readonly Edit[] {
  const source = node.sources.at(-1);
  const value = source?.value;
  const last = value?.kind === 'array' && !value.parts && !node.copied ? value.items.at(-1) : undefined;
  if (!source || !last) return [];
  const { tree } = source;
  return [{ span: { file: tree.file, start: last.range.end, end: last.range.end }, text: `, ${text}` }];
}

/** With the option esockd and cowboy take both versions, and no connection without a header. */
function proxyVersionsOf(place: ListenerPlace): Pick<Listener, 'proxyVersions'> {
  const node = childOf(place.node, 'proxy_protocol');
  if (node && !isTrue(node) && !isFalse(node)) return {};
  const value: readonly ProxyVersion[] = isTrue(node) ? [1, 2] : [];
  const span = node ? valueSpan(node) : place.at;
  const set = (to: readonly ProxyVersion[]) => edit(place, ['proxy_protocol'], String(to.length > 0));
  return { proxyVersions: setting(value, span, node !== undefined, set) };
}

/** EMQX takes versions 1 and 2 of the header alike. */
function proxyOf(node: HoconNode | undefined): ProxyHeader | undefined {
  return node && isTrue(node) ? { version: setting(2, valueSpan(node), true), demandsTls: undefined } : undefined;
}

function webOf(place: ListenerPlace, version: string): Web {
  const { node, at } = place;
  const check = childOf(node, 'websocket', 'check_origin_enable');
  const allowed = childOf(node, 'websocket', 'check_origins') ?? check;
  const names = (textOf(childOf(node, 'websocket', 'check_origins')) ?? '').split(',').map((name) => name.trim());
  return {
    root: setting<string | undefined>(undefined, at, false),
    origins: setting<readonly string[] | undefined>(
      check && isTrue(check) ? names.filter((name) => name !== '') : undefined,
      allowed ? valueSpan(allowed) : at,
      check !== undefined,
    ),
    clientAddressHeader: addressHeader(place, version),
  };
}

/** The default of `emqx_schema` up to 6.2; 6.3.0 looks at no header unless told to (change 18271). */
function addressHeader(place: ListenerPlace, version: string): Setting<string | undefined> {
  const written = textSetting(place, 'websocket', 'proxy_address_header');
  return written.explicit || version.startsWith('6.') ? written : { ...written, value: 'x-forwarded-for' };
}
