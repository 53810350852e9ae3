import { write } from '../../hocon-edits';
import { childOf, isAbsent, isFalse, isTrue, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Authenticator, CredentialRequest, TokenCheck } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { hashingOf } from './password-hashing';
import { isTemplated } from './references';

/** Every enabled authenticator of the global chain, of listeners and of gateways. */
export function authenticatorsOf(root: HoconNode): Authenticator[] {
  return chainsIn(root).flatMap((chain) => membersOf(chain).flatMap((member) => authenticator(chain, member)));
}

/** Roots that have chains; what is called so elsewhere is something else. */
function chainsIn(root: HoconNode): HoconNode[] {
  const owners = [
    root,
    ...each(childOf(root, 'listeners')).flatMap(each),
    ...each(childOf(root, 'gateway')).flatMap((gateway) => [
      gateway,
      ...each(childOf(gateway, 'listeners')).flatMap(each),
    ]),
  ];
  return owners.flatMap((owner) => childOf(owner, 'authentication') ?? []);
}

function each(node: HoconNode | undefined): HoconNode[] {
  return node ? [...node.children.values()].filter((child) => !isAbsent(child)) : [];
}

/** A list, a list written by its numbers, or one block in place of a list. */
function membersOf(chain: HoconNode): readonly HoconNode[] {
  if (chain.kind === 'array') return chain.items;
  if (chain.kind !== 'object') return [];
  const isList = [...chain.children.keys()].every((name) => /^[0-9]+$/.test(name));
  return isList ? [...chain.children.values()] : [chain];
}

function authenticator(chain: HoconNode, node: HoconNode): Authenticator[] {
  const mechanism = textOf(childOf(node, 'mechanism'));
  if (mechanism === undefined || isFalse(childOf(node, 'enable'))) return [];
  const kind = [mechanism, textOf(childOf(node, 'backend'))].filter(Boolean).join(' + ');
  return [
    {
      label: `${chain.path.join('.')} (${kind})`,
      at: keySpan(node),
      chain: chain.path.join('.'),
      kind,
      hash: hashingOf(node, mechanism),
      plainUsers: plainUsers(node),
      token: mechanism === 'jwt' ? tokenCheck(node) : undefined,
      request: textOf(childOf(node, 'backend')) === 'http' ? request(node) : undefined,
      superusers: superusers(node),
    },
  ];
}

/** A column or field `is_superuser`; the answers of web services and tokens may have one too, which nobody sees here. */
function superusers(node: HoconNode): Authenticator['superusers'] {
  const field = childOf(node, 'is_superuser_field') ?? childOf(node, 'method', 'is_superuser_attribute');
  const query = childOf(node, 'query') ?? childOf(node, 'cmd');
  const at = field ?? (textOf(query)?.includes('is_superuser') ? query : undefined);
  return at && valueSpan(at);
}

/** `bootstrap_type` is `plain` unless told otherwise. */
function plainUsers(node: HoconNode): Authenticator['plainUsers'] {
  const file = childOf(node, 'bootstrap_file');
  const type = textOf(childOf(node, 'bootstrap_type'));
  // The file of the package holds no users.
  const own = file && !/\$\{EMQX_ETC_DIR\}|etc\/auth-built-in-db-bootstrap\.csv$/.test(textOf(file) ?? '');
  return own && textOf(file) !== '' && (type === undefined || type === 'plain') ? valueSpan(file) : undefined;
}

/** Values that EMQX's own documentation and tutorials show. */
const KNOWN_SECRETS = new Set(['emqxsecret', 'secret', 'public', 'changeme', 'emqx', 'password']);

function tokenCheck(node: HoconNode): TokenCheck {
  const ends = childOf(node, 'disconnect_after_expire');
  const set = (value: boolean) => write(node, [{ path: ['disconnect_after_expire'], text: String(value) }]);
  return {
    secret: tokenSecret(node),
    bindsClient: boundClient(node),
    example: 'verify_claims = { username = "${username}" }',
    endsWithToken: setting(!isFalse(ends), ends ? valueSpan(ends) : keySpan(node), ends !== undefined, set),
  };
}

function tokenSecret(node: HoconNode): TokenCheck['secret'] {
  const secret = childOf(node, 'secret');
  const text = textOf(secret);
  if (!secret || text === undefined || isTemplated(text) || text.startsWith('file://')) return undefined;
  const encoded = isTrue(childOf(node, 'secret_base64_encoded'));
  const padding = /=*$/.exec(text)?.[0].length ?? 0;
  const length = encoded ? Math.floor(((text.length - padding) * 3) / 4) : new TextEncoder().encode(text).length;
  return { at: valueSpan(secret), length, known: KNOWN_SECRETS.has(text.toLowerCase()) };
}

/** `verify_claims` is a block of claims, or a list of blocks with `name` and `value`. */
function boundClient(node: HoconNode): TokenCheck['bindsClient'] {
  const claims = childOf(node, 'verify_claims');
  if (!claims) return setting(false, keySpan(node), false);
  if (claims.kind !== 'object' && claims.kind !== 'array') return undefined;
  const values = [...claims.children.values(), ...claims.items.flatMap((item) => childOf(item, 'value') ?? [])];
  if (values.some(({ kind }) => kind !== 'scalar')) return undefined;
  const binds = values.some((value) => /\$\{|%[uc]/.test(textOf(value) ?? ''));
  return setting(binds, keySpan(claims), true);
}

function request(node: HoconNode): CredentialRequest {
  const method = childOf(node, 'method');
  const places = [...each(childOf(node, 'body')), childOf(node, 'url')];
  const inUrl = textOf(method) === 'get' && places.some((place) => textOf(place)?.includes('${password}'));
  return { passwordInUrl: method && inUrl ? valueSpan(method) : undefined };
}
