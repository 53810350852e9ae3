import { exposureOf } from '../../../facts/exposure';
import type { TlsVersion } from '../../../facts/tls';
import { write } from '../../hocon-edits';
import { childOf, isAbsent, isFalse, isTrue, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Listener, ServerTls, Setting } from '../../model';
import type { Edit, Span } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { authenticationOf } from './authentication';
import { type Bind, parseBind, writeBind } from './bind';
import { handshakeOf, keyLogOf } from './handshake';
import { type ListenerPlace, reachOf } from './listener-reach';
import { isOldDashboard } from './misplaced';
import { namelessOf } from './nameless';
import { identityOf } from './names-from-certificates';
import type { ReferenceIndex } from './references';
import { revocationOf, staplingOf } from './stapling';
import { blockAt, type ServerTlsPlace, serverTls, versionSetting } from './tls';

export interface Scope {
  readonly root: HoconNode;
  readonly version: string;
  readonly fragment: boolean;
  readonly references: ReferenceIndex;
}

export interface Kind {
  readonly type: string;
  readonly protocol: Listener['protocol'];
  readonly port: number;
  readonly tls: boolean;
  /** EMQX opens a listener `default` of this kind unless told otherwise. */
  readonly implicit: boolean;
  /** Absent: TCP. */
  readonly transport?: 'udp';
  /** Name of the block with the TLS options; absent: `ssl_options`. */
  readonly options?: string;
}

/** Default ports: EMQX's schema, the same in 5.8 to 6.3. */
const KINDS: readonly Kind[] = [
  { type: 'tcp', protocol: 'mqtt', port: 1883, tls: false, implicit: true },
  { type: 'ssl', protocol: 'mqtt', port: 8883, tls: true, implicit: true },
  { type: 'ws', protocol: 'websockets', port: 8083, tls: false, implicit: true },
  { type: 'wss', protocol: 'websockets', port: 8084, tls: true, implicit: true },
  { type: 'quic', protocol: 'quic', port: 14567, tls: true, implicit: false, transport: 'udp' },
];

const TLS_DEFAULTS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];
/** RFC 9001 section 4.2: QUIC has TLS 1.3 and nothing older, whatever the list says. */
const QUIC_DEFAULTS: readonly TlsVersion[] = ['tlsv1.3'];
const DTLS_DEFAULTS: readonly TlsVersion[] = ['tlsv1.2'];

export function listenersOf(scope: Scope): Listener[] {
  const all = childOf(scope.root, 'listeners');
  return KINDS.flatMap((kind) => listenersOfKind({ ...scope, owner: scope.root, all }, kind));
}

/** Where a set of listeners stands: the `listeners` of the broker or of a gateway. */
export interface ListenerSet extends Scope {
  /** Whose authentication counts for them. */
  readonly owner: HoconNode;
  readonly all: HoconNode | undefined;
}

export function listenersOfKind(scope: ListenerSet, kind: Kind): Listener[] {
  const { all } = scope;
  const named = [...(childOf(all, kind.type)?.children ?? [])].filter(([, node]) => !isAbsent(node));
  const listeners = named.flatMap(([, node]) => explicitListener(scope, kind, node));
  const hasDefault = named.some(([name]) => name === 'default');
  if (all?.kind !== 'object' || !kind.implicit || hasDefault || scope.fragment) return listeners;
  return [...listeners, implicitListener(scope, kind, all)];
}

/** `default = marked_for_deletion` closes a default listener. */
function explicitListener(scope: ListenerSet, kind: Kind, node: HoconNode): Listener[] {
  if (node.kind !== 'object') return [];
  const label = node.path.join('.');
  const enabled = !['enable', 'enabled'].some((key) => isFalse(childOf(node, key)));
  return [build(scope, kind, { label, at: keySpan(node), node, owner: node, path: [], enabled, implicit: false })];
}

/** Anchored at the `listeners` root, which brings it about. */
function implicitListener(scope: ListenerSet, kind: Kind, all: HoconNode): Listener {
  const path = [kind.type, 'default'];
  const label = `listeners.${path.join('.')}`;
  const listener = build(scope, kind, {
    label,
    at: keySpan(all),
    node: undefined,
    owner: all,
    path,
    enabled: true,
    implicit: true,
  });
  return { ...listener, close: () => write(all, [{ path: [...path, 'enable'], text: 'false' }]) };
}

export interface Draftable extends ListenerPlace {
  readonly label: string;
  readonly enabled: boolean;
  readonly implicit: boolean;
}

export function build(scope: ListenerSet, kind: Kind, draft: Draftable): Listener {
  const { node, owner, path, at, label, implicit, enabled } = draft;
  const bind = bindOf(childOf(node, 'bind'), kind.port, at, (text) =>
    write(owner, [{ path: [...path, 'bind'], text }]),
  );
  const { anonymous, ways } = authenticationOf(node, scope.owner, at, scope.fragment);
  const isOwn = scope.owner === scope.root && kind.protocol !== 'http';
  return {
    label,
    at,
    implicit,
    protocol: kind.protocol,
    enabled,
    port: bind.port,
    address: bind.address,
    exposure: bind.unreadable ? 'unknown' : exposureOf(bind.address.value),
    proxied: isTrue(childOf(node, 'proxy_protocol')),
    tls: tlsOf(scope, kind, draft),
    anonymous,
    authentication: ways,
    authenticationElsewhere: true,
    transport: kind.transport,
    ...(isOwn ? namelessOf(draft, scope.root) : {}),
    ...reachOf(draft, kind.protocol, { root: isOwn ? scope.root : undefined, version: scope.version }),
  };
}

function tlsOf(scope: ListenerSet, kind: Kind, { node, owner, path, at }: Draftable): ServerTls {
  const name = kind.options ?? 'ssl_options';
  const { block, inherited, path: inner } = blockAt(owner, node && isOldDashboard(node) ? path : [...path, name], at);
  const place: ServerTlsPlace = {
    owner,
    path: inner,
    block,
    inherited,
    version: scope.version,
    defaults: defaultsOf(kind),
    references: scope.references,
    active: kind.tls,
    intended: kind.tls ? at : intended(node),
    fragment: scope.fragment,
    contradictionIsFatal: kind.type === 'ssl' || kind.type === 'wss',
    datagrams: kind.type === 'dtls',
  };
  const versions = versionSetting(place);
  const identity = kind.protocol === 'http' ? undefined : identityOf(node, scope.root);
  return serverTls(place, {
    versions,
    handshake: kind.tls ? handshakeOf(place, scope.root, versions) : undefined,
    revocation: kind.type === 'ssl' ? revocationOf(place) : undefined,
    stapling: kind.type === 'ssl' ? staplingOf(place) : undefined,
    identity,
    keepsGivenNames: identity && true,
    keyLog: kind.type === 'quic' ? keyLogOf(node) : undefined,
  });
}

function defaultsOf({ type }: Kind): readonly TlsVersion[] {
  return type === 'quic' ? QUIC_DEFAULTS : type === 'dtls' ? DTLS_DEFAULTS : TLS_DEFAULTS;
}

/** A TLS block in a listener that speaks none. */
function intended(node: HoconNode | undefined): Span | undefined {
  const options = childOf(node, 'ssl_options');
  return options ? keySpan(options) : undefined;
}

interface BindSettings {
  readonly port: Setting<number | undefined>;
  readonly address: Setting<string | undefined>;
  /** A placeholder stands for it, or nothing that EMQX takes. */
  readonly unreadable: boolean;
}

function bindOf(
  node: HoconNode | undefined,
  port: number,
  at: Span,
  edit: (text: string) => readonly Edit[],
): BindSettings {
  const text = textOf(node);
  // A gateway's listener has no port of its own accord.
  const standard: Bind | undefined = port === 0 ? undefined : { address: undefined, port };
  const bind = text === undefined ? standard : parseBind(text);
  const span = node ? valueSpan(node) : at;
  const explicit = text !== undefined;
  return {
    unreadable: text !== undefined && !bind,
    port: setting<number | undefined>(bind?.port, span, explicit, (to) =>
      bind && to !== undefined ? edit(writeBind({ ...bind, port: to })) : [],
    ),
    address: setting<string | undefined>(bind?.address, span, explicit && bind?.address !== undefined, (address) =>
      bind ? edit(writeBind({ ...bind, address })) : [],
    ),
  };
}
