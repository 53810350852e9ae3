import type { TlsVersion } from '../../../facts/tls';
import type { Listener, Setting } from '../../model';
import type { Edit, Span } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { authenticationOf } from './authentication';
import { type Bind, exposureOf, parseBind, writeBind } from './bind';
import { write } from './edits';
import { childOf, isAbsent, isFalse, isTrue, keySpan, setting, textOf, valueSpan } from './merged';
import { isOldDashboard } from './misplaced';
import type { ReferenceIndex } from './references';
import { serverTls } from './tls';

export interface Scope {
  readonly root: HoconNode;
  readonly version: string;
  readonly fragment: boolean;
  readonly references: ReferenceIndex;
}

interface Kind {
  readonly type: string;
  readonly protocol: Listener['protocol'];
  readonly port: number;
  readonly tls: boolean;
  /** EMQX opens a listener `default` of this kind unless told otherwise. */
  readonly implicit: boolean;
}

/** Default ports: EMQX's schema, the same in 5.8 to 6.3. */
const KINDS: readonly Kind[] = [
  { type: 'tcp', protocol: 'mqtt', port: 1883, tls: false, implicit: true },
  { type: 'ssl', protocol: 'mqtt', port: 8883, tls: true, implicit: true },
  { type: 'ws', protocol: 'websockets', port: 8083, tls: false, implicit: true },
  { type: 'wss', protocol: 'websockets', port: 8084, tls: true, implicit: true },
  { type: 'quic', protocol: 'quic', port: 14567, tls: true, implicit: false },
];

const TLS_DEFAULTS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];
/** RFC 9001 section 4.2: QUIC has TLS 1.3 and nothing older, whatever the list says. */
const QUIC_DEFAULTS: readonly TlsVersion[] = ['tlsv1.3'];

export function listenersOf(scope: Scope): Listener[] {
  return [...KINDS.flatMap((kind) => ofKind(scope, kind)), ...dashboardOf(scope)];
}

function ofKind(scope: Scope, kind: Kind): Listener[] {
  const all = childOf(scope.root, 'listeners');
  const named = [...(childOf(all, kind.type)?.children ?? [])].filter(([, node]) => !isAbsent(node));
  const listeners = named.flatMap(([name, node]) => explicitListener(scope, kind, name, node));
  const hasDefault = named.some(([name]) => name === 'default');
  if (all?.kind !== 'object' || !kind.implicit || hasDefault || scope.fragment) return listeners;
  return [...listeners, implicitListener(scope, kind, all)];
}

/** `default = marked_for_deletion` closes a default listener. */
function explicitListener(scope: Scope, kind: Kind, name: string, node: HoconNode): Listener[] {
  if (node.kind !== 'object') return [];
  const label = `listeners.${kind.type}.${name}`;
  const enabled = !['enable', 'enabled'].some((key) => isFalse(childOf(node, key)));
  return [build(scope, kind, { label, at: keySpan(node), node, owner: node, path: [], enabled, implicit: false })];
}

/** Anchored at the `listeners` root, which brings it about. */
function implicitListener(scope: Scope, kind: Kind, all: HoconNode): Listener {
  const path = [kind.type, 'default'];
  const label = `listeners.${path.join('.')}`;
  return build(scope, kind, {
    label,
    at: keySpan(all),
    node: undefined,
    owner: all,
    path,
    enabled: true,
    implicit: true,
  });
}

interface Draftable {
  readonly label: string;
  readonly at: Span;
  readonly node: HoconNode | undefined;
  /** Nearest existing block, and the way from it to the listener: where edits write. */
  readonly owner: HoconNode;
  readonly path: readonly string[];
  readonly enabled: boolean;
  readonly implicit: boolean;
}

function build(scope: Scope, kind: Kind, draft: Draftable): Listener {
  const { node, owner, path, at } = draft;
  const bind = bindOf(childOf(node, 'bind'), kind.port, at, (text) =>
    write(owner, [{ path: [...path, 'bind'], text }]),
  );
  const { anonymous, ways } = authenticationOf(node, scope.root, at, scope.fragment);
  const tls = serverTls({
    owner,
    path: node && isOldDashboard(node) ? path : [...path, 'ssl_options'],
    at,
    version: scope.version,
    defaults: kind.type === 'quic' ? QUIC_DEFAULTS : TLS_DEFAULTS,
    references: scope.references,
    active: kind.tls,
    intended: kind.tls ? at : intended(node),
    fragment: scope.fragment,
    contradictionIsFatal: kind.type === 'ssl' || kind.type === 'wss',
  });
  return {
    label: draft.label,
    at,
    implicit: draft.implicit,
    protocol: kind.protocol,
    enabled: draft.enabled,
    port: bind.port,
    address: bind.address,
    exposure: exposureOf(bind.address.value),
    proxied: isTrue(childOf(node, 'proxy_protocol')),
    tls,
    anonymous,
    authentication: ways,
    authenticationElsewhere: true,
  };
}

/** A TLS block in a listener that speaks none. */
function intended(node: HoconNode | undefined): Span | undefined {
  const options = childOf(node, 'ssl_options');
  return options ? keySpan(options) : undefined;
}

interface BindSettings {
  readonly port: Setting<number | undefined>;
  readonly address: Setting<string | undefined>;
}

function bindOf(
  node: HoconNode | undefined,
  port: number,
  at: Span,
  edit: (text: string) => readonly Edit[],
): BindSettings {
  const text = textOf(node);
  const bind: Bind | undefined = text === undefined ? { address: undefined, port } : parseBind(text);
  const span = node ? valueSpan(node) : at;
  const explicit = text !== undefined;
  return {
    port: setting<number | undefined>(bind?.port, span, explicit, (to) =>
      bind && to !== undefined ? edit(writeBind({ ...bind, port: to })) : [],
    ),
    address: setting<string | undefined>(bind?.address, span, explicit && bind?.address !== undefined, (address) =>
      bind ? edit(writeBind({ ...bind, address })) : [],
    ),
  };
}

/** The dashboard listens only where `bind` says so; its plain listener is left to the dashboard's own rules. */
function dashboardOf(scope: Scope): Listener[] {
  const node = childOf(scope.root, 'dashboard', 'listeners', 'https');
  const bind = childOf(node, 'bind');
  if (!node || !bind || node.kind !== 'object' || textOf(bind) === '0') return [];
  const at = keySpan(node);
  const kind: Kind = { type: 'https', protocol: 'http', port: 0, tls: true, implicit: false };
  const listener = build(scope, kind, {
    label: 'dashboard.listeners.https',
    at,
    node,
    owner: node,
    path: [],
    enabled: true,
    implicit: false,
  });
  return [
    {
      ...listener,
      proxied: isTrue(childOf(node, 'proxy_header')),
      anonymous: setting(false, at, false),
      authentication: [],
    },
  ];
}
