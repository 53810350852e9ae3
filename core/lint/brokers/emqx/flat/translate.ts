import { format, type Message, t } from '../../../../facts/message';
import type { Workspace } from '../../../load';
import type { Translation } from '../../../migration';
import { quoteText } from '../../../syntax/hocon-errors';
import { parseBind, writeBind } from '../bind';
import { isTemplated } from '../references';
import { isSecret } from '../secret-names';
import { piecesOf } from './tls';
import { isOn, textOf, type View, viewOf } from './view';

/** A flat file of EMQX 4.x as HOCON of 5.x: listeners, TLS, access, node and dashboard; the rest is named with the reason. */
export function translateFlat({ trees, root }: Workspace): Translation | undefined {
  const tree = trees.find(({ file }) => file === root);
  if (tree?.dialect !== 'flat') return undefined;
  const writing: Writing = { view: viewOf(tree), fields: [], used: new Set() };
  for (const name of writing.view.options.keys()) listener(writing, name);
  authenticators(writing);
  access(writing);
  node(writing);
  const left = [...writing.view.options.keys()].flatMap((option) =>
    writing.used.has(option) ? [] : [{ option, reason: reasonFor(option) }],
  );
  const head = [`# ${format(HEAD)}`, ''];
  const notes = left.map(({ option, reason }) => `# ${commentFor(writing.view, option)}: ${format(reason)}`);
  const tail = notes.length > 0 ? ['', `# ${format(LEFT)}`, ...notes] : [];
  return { text: `${[...head, ...writing.fields, ...tail].join('\n')}\n`, languageId: 'emqx', left };
}

const HEAD = t('Translated from a flat file of EMQX 4.x; check it before use, above all who may connect');
const LEFT = t('Not translated');

interface Writing {
  readonly view: View;
  readonly fields: string[];
  readonly used: Set<string>;
}

/** The text of an option, which is then dealt with. */
function take({ view, used }: Writing, key: string): string | undefined {
  const text = textOf(view, key);
  if (text === undefined || isTemplated(text) || /[\0-\x1f]/.test(text)) return undefined;
  used.add(key);
  return text;
}

function put({ fields }: Writing, path: string, text: string): void {
  fields.push(`${path} = ${text}`);
}

function listener(writing: Writing, name: string): void {
  const match = /^listener\.(tcp|ssl|ws|wss)\.([A-Za-z][\w-]*)$/.exec(name);
  const bind = match && parseBind(textOf(writing.view, name) ?? '');
  if (!match || !bind) return;
  const [, type = '', id = ''] = match;
  const path = `listeners.${type}.${id}`;
  writing.used.add(name);
  put(writing, `${path}.bind`, writeBind(bind));
  const limit = take(writing, `${name}.max_connections`);
  if (limit !== undefined && /^[1-9]\d*$/.test(limit)) put(writing, `${path}.max_connections`, limit);
  if (take(writing, `${name}.proxy_protocol`) !== undefined && isOn(writing.view, `${name}.proxy_protocol`)) {
    put(writing, `${path}.proxy_protocol`, 'true');
  }
  addressRules(writing, name, path);
  authentication(writing, name, path);
  const websocketPath = type.startsWith('ws') ? take(writing, `${name}.mqtt_path`) : undefined;
  if (websocketPath !== undefined) put(writing, `${path}.websocket.mqtt_path`, quoteText(websocketPath));
  if (type === 'ssl' || type === 'wss') tls(writing, name, `${path}.ssl_options`);
}

/** In both generations the rules count in their order. */
function addressRules(writing: Writing, name: string, path: string): void {
  const keys = [...writing.view.options.keys()].filter((key) => key.startsWith(`${name}.access.`)).sort();
  const rules = keys.flatMap((key) => take(writing, key) ?? []);
  if (rules.length > 0) put(writing, `${path}.access_rules`, `[${rules.map(quoteText).join(', ')}]`);
}

/** Who may come in without a name: a zone's word goes before the global one. */
function authentication(writing: Writing, name: string, path: string): void {
  const zone = take(writing, `${name}.zone`);
  const own = zone === undefined ? undefined : take(writing, `zone.${zone}.allow_anonymous`);
  const anonymous = own ?? take(writing, 'allow_anonymous');
  if (anonymous === 'true') put(writing, `${path}.enable_authn`, 'false');
  else put(writing, `${path}.enable_authn`, anonymous === 'false_quick_deny' ? 'quick_deny_anonymous' : 'true');
}

const FILES = ['keyfile', 'certfile', 'cacertfile', 'dhfile'] as const;
const FLAGS = ['secure_renegotiate', 'honor_cipher_order', 'reuse_sessions', 'fail_if_no_peer_cert'] as const;

function tls(writing: Writing, name: string, path: string): void {
  for (const key of FILES) {
    const file = take(writing, `${name}.${key}`);
    if (file !== undefined) put(writing, `${path}.${key}`, quoteText(file));
  }
  const password = take(writing, `${name}.key_password`);
  if (password !== undefined) put(writing, `${path}.password`, quoteText(password));
  const depth = take(writing, `${name}.depth`);
  if (depth !== undefined && /^\d+$/.test(depth)) put(writing, `${path}.depth`, depth);
  const asks = take(writing, `${name}.verify`) === 'verify_peer';
  put(writing, `${path}.verify`, asks ? 'verify_peer' : 'verify_none');
  for (const key of FLAGS) {
    const flag = take(writing, `${name}.${key}`);
    // 5.x refuses the demand for a certificate where none is asked for; in 4.x it had no effect.
    if (flag === undefined || (key === 'fail_if_no_peer_cert' && !asks)) continue;
    put(writing, `${path}.${key}`, String(isOn(writing.view, `${name}.${key}`)));
  }
  versions(writing, name, path);
}

/** The old default of every version is not carried over: 5.x begins with TLS 1.2. */
function versions(writing: Writing, name: string, path: string): void {
  const words = piecesOf(writing.view, `${name}.tls_versions`).map(({ text }) => text);
  const known = words.filter((word) => /^tlsv1(?:\.[123])?$/.test(word));
  if (known.length === 0) return;
  take(writing, `${name}.tls_versions`);
  put(writing, `${path}.versions`, `[${known.map(quoteText).join(', ')}]`);
}

function access(writing: Writing): void {
  const nomatch = take(writing, 'acl_nomatch');
  put(writing, 'authorization.no_match', nomatch === 'allow' ? 'allow' : 'deny');
  const denied = take(writing, 'acl_deny_action');
  if (denied === 'ignore' || denied === 'disconnect') put(writing, 'authorization.deny_action', denied);
  const file = take(writing, 'acl_file');
  if (file !== undefined) {
    put(writing, 'authorization.sources', `[{ type = file, enable = true, path = ${quoteText(file)} }]`);
  }
}

/**
 * An empty list of authenticators lets everybody in. One over an empty store lets nobody in until its users are made,
 * which is what a file that forbids anonymous clients means without the plugins that know the users.
 */
function authenticators(writing: Writing): void {
  if (!writing.fields.some((field) => field.endsWith('.enable_authn = true') || field.endsWith(QUICK))) return;
  writing.fields.push(`# ${format(NOBODY)}`);
  put(
    writing,
    'authentication',
    '[{ mechanism = password_based, backend = built_in_database, user_id_type = username }]',
  );
}

const QUICK = '.enable_authn = quick_deny_anonymous';
const NOBODY = t('Nobody gets in until users are added here, or the authenticators of the 4.x plugins take its place');

function node(writing: Writing): void {
  const cookie = take(writing, 'node.cookie');
  const name = take(writing, 'node.name');
  if (name !== undefined && /^[\w-]+@[\w.-]+$/.test(name)) put(writing, 'node.name', quoteText(name));
  if (cookie !== undefined) put(writing, 'node.cookie', quoteText(cookie));
  const directory = take(writing, 'node.data_dir');
  if (directory !== undefined) put(writing, 'node.data_dir', quoteText(directory));
  const bind = parseBind(take(writing, 'dashboard.listener.http') ?? '');
  if (bind) put(writing, 'dashboard.listeners.http.bind', writeBind(bind));
  const user = take(writing, 'dashboard.default_user.login');
  const password = take(writing, 'dashboard.default_user.password');
  if (user !== undefined) put(writing, 'dashboard.default_username', quoteText(user));
  if (password !== undefined) put(writing, 'dashboard.default_password', quoteText(password));
}

/** A secret's value is not repeated in a comment. */
function commentFor({ options }: View, option: string): string {
  const path = options.get(option)?.path ?? [];
  const value = options.get(option)?.value;
  const shown = value?.kind !== 'scalar' || isSecret(path) ? '…' : value.text.replace(/[\0-\x1f]/g, ' ');
  return `${option} = ${shown}`;
}

const REASONS: readonly (readonly [RegExp, Message])[] = [
  [/(?:psk_)?ciphers$/, t('5.x has sound suites of its own; name suites only where old clients need them')],
  [/^auth\./, t('authenticators of 5.x are set up in the list “authentication”, with queries of another form')],
  [/^(?:zone|mqtt)\./, t('limits stand in the blocks “mqtt” and “zones” in 5.x')],
  [/peer_cert_as_/, t('in 5.x for all listeners: mqtt.peer_cert_as_username, mqtt.peer_cert_as_clientid')],
  [/^management\./, t('5.x has one API, on the port of the dashboard, with keys of its own')],
  [/^(?:cluster|rpc)\./, t('compare with the blocks “cluster” and “rpc” of 5.x')],
  [/^log\./, t('5.x logs as the block “log” says')],
  [/^(?:plugins|module|modules|loaded_)/, t('plugins and modules of 4.x are parts of 5.x now')],
];

function reasonFor(option: string): Message {
  return REASONS.find(([pattern]) => pattern.test(option))?.[1] ?? t('no counterpart in 5.x is known here');
}
