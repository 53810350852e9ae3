import { booleanSetting, write } from '../../hocon-edits';
import { childOf, isFalse, isTrue, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Administration, BrokerModel, GuessableSecret, Listener, Setting, SignOn } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { build, type Kind, type Scope } from './listeners';

const KINDS: readonly Kind[] = [
  { type: 'http', protocol: 'http', port: 0, tls: false, implicit: false },
  { type: 'https', protocol: 'http', port: 0, tls: true, implicit: false },
];

/** The dashboard listens only where `bind` says so, and asks everybody for a password. */
export function dashboardListeners(scope: Scope): Listener[] {
  return KINDS.flatMap((kind) => dashboardListener(scope, kind));
}

function dashboardListener(scope: Scope, kind: Kind): Listener[] {
  const node = childOf(scope.root, 'dashboard', 'listeners', kind.type);
  const bind = textOf(childOf(node, 'bind'));
  if (!node || bind === undefined || bind === '0' || node.kind !== 'object') return [];
  const at = keySpan(node);
  const label = node.path.join('.');
  const set = { ...scope, owner: scope.root, all: undefined };
  const listener = build(set, kind, { label, at, node, owner: node, path: [], enabled: true, implicit: false });
  const proxied = isTrue(childOf(node, 'proxy_header'));
  // Its `max_connections` is a queue of the web server, and what MQTT clients may do is no matter here.
  const { connections: _connections, connectionRate: _rate, mountPoint: _point, ...rest } = listener;
  return [{ ...rest, proxied, anonymous: setting(false, at, false), authentication: [] }];
}

/** Absent where no dashboard is set up in these files. */
export function administrationOf({ root, version }: Scope): Pick<BrokerModel, 'administration'> {
  const dashboard = childOf(root, 'dashboard');
  if (dashboard?.kind !== 'object') return {};
  const administration: Administration = {
    crossOrigin: booleanSetting(dashboard, ['cors'], false),
    describesApi: booleanSetting(dashboard, ['swagger_support'], true),
    audited: audited(root, dashboard),
    signOn: signOn(childOf(dashboard, 'sso'), version),
  };
  return { administration };
}

/** Off where `log` says nothing of it; a block without `enable` switches it on. */
function audited(root: HoconNode, dashboard: HoconNode): Setting<boolean> {
  const block = childOf(root, 'log', 'audit');
  const node = childOf(block, 'enable');
  const at = node ? valueSpan(node) : keySpan(block ?? dashboard);
  const set = (value: boolean) => (block ? write(block, [{ path: ['enable'], text: String(value) }]) : []);
  return setting(block !== undefined && !isFalse(node), at, block !== undefined, set);
}

/** Of `public`, the password of the first administrator, where the dashboard is open to other machines. */
export function guessableDashboard(scope: Scope): GuessableSecret[] {
  const { root, fragment } = scope;
  const node = childOf(root, 'dashboard', 'default_password');
  const text = textOf(node);
  const option = 'dashboard.default_password';
  if (text === 'public' && node) return [{ option, at: valueSpan(node), why: 'published' }];
  const open = dashboardListeners(scope).find(({ exposure }) => exposure !== 'loopback');
  if (fragment || !open || (node && text !== '')) return [];
  return [{ option, at: node ? valueSpan(node) : open.at, why: 'absent' }];
}

function signOn(sso: HoconNode | undefined, version: string): SignOn[] {
  const [oidc, saml] = [childOf(sso, 'oidc'), childOf(sso, 'saml')].map((node) =>
    isTrue(childOf(node, 'enable')) ? node : undefined,
  );
  return [...(oidc ? [ofOidc(oidc)] : []), ...(saml ? [ofSaml(saml, version)] : [])];
}

function ofOidc(node: HoconNode): SignOn {
  return {
    label: node.path.join('.'),
    address: addressSetting(node, 'issuer'),
    provesBeginner: booleanSetting(node, ['require_pkce'], false),
  };
}

/** Either signature is enough: that of the envelope covers what is in it. 6.3.0 checks them unasked (change 18627). */
function ofSaml(node: HoconNode, version: string): SignOn {
  const standard = version.startsWith('6.');
  const envelopes = booleanSetting(node, ['idp_signs_envelopes'], standard);
  const assertions = booleanSetting(node, ['idp_signs_assertions'], standard);
  const value = envelopes.value || assertions.value;
  const written = envelopes.explicit ? envelopes : assertions;
  return {
    label: node.path.join('.'),
    address: addressSetting(node, 'idp_metadata_url'),
    signed: { ...written, value, set: assertions.set },
  };
}

function addressSetting(owner: HoconNode, name: string): Setting<string | undefined> {
  const node = childOf(owner, name);
  return setting(textOf(node), node ? valueSpan(node) : keySpan(owner), node !== undefined);
}
