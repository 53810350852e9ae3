import { t } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import { parseBind, writeBind } from '../bind';
import { isTemplated } from '../references';
import { schema } from '../schema';
import { LISTENER, LISTENER_TLS, type Row, TLS, WEBSOCKET } from './option-table';
import { piecesOf } from './tls';
import { zoneLimits } from './translate-limits';
import { options, optionTo } from './translate-options';
import { isOn, textOf } from './view';
import { note, placeholders, put, take, takeTemplate, type Writing } from './writing';

const TYPES = ['tcp', 'ssl', 'ws', 'wss'] as const;

/** Every listener with its TLS, and none that 5.x would open beside them. */
export function listeners(writing: Writing): void {
  const names = [...writing.view.options.keys()].filter((name) => /^listener\.[^.]+\.[^.]+$/.test(name));
  for (const name of names) listener(writing, name);
  if (names.length === 0) return;
  note(writing, t('5.x opens these by itself, and the file of 4.x does not name them'));
  for (const type of TYPES) {
    if (!names.includes(`listener.${type}.default`)) put(writing, `listeners.${type}.default.enable`, 'false');
  }
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
  const isWeb = type.startsWith('ws');
  // Rules on addresses mean nothing to WebSocket listeners of either generation.
  if (!isWeb) addressRules(writing, name, path);
  authentication(writing, name, path);
  options(writing, LISTENER, `${name}.`, `${path}.`);
  zone(writing, name, path);
  if (isWeb) options(writing, WEBSOCKET, `${name}.`, `${path}.websocket.`);
  if (type !== 'ssl' && type !== 'wss') return;
  tls(writing, name, `${path}.ssl_options`);
  options(writing, LISTENER_TLS, `${name}.`, `${path}.ssl_options.`);
  if (type === 'ssl') revocation(writing, name, `${path}.ssl_options`);
}

/** Both are refused where something that they need is missing. */
function revocation(writing: Writing, name: string, path: string): void {
  const needed = ['ocsp_responder_url', 'ocsp_issuer_pem'].map((option) => textOf(writing.view, `${name}.${option}`));
  const isOff = textOf(writing.view, `${name}.enable_ocsp_stapling`) === 'false';
  if (isOff || needed.every((text) => text !== undefined && !isTemplated(text)))
    options(writing, STAPLING, `${name}.`, `${path}.ocsp.`);
  const checks = writing.lines.includes(`${path}.verify = verify_peer`);
  if (checks || textOf(writing.view, `${name}.enable_crl_check`) === 'false')
    optionTo(writing, `${name}.enable_crl_check`, `${path}.enable_crl_check`, 'flag');
}

const STAPLING: readonly Row[] = [
  ['enable_ocsp_stapling', 'enable_ocsp_stapling', 'flag'],
  ['ocsp_responder_url', 'responder_url', 'text'],
  ['ocsp_issuer_pem', 'issuer_pem', 'text'],
  ['ocsp_refresh_interval', 'refresh_interval', 'word'],
  ['ocsp_refresh_http_timeout', 'refresh_http_timeout', 'word'],
];

/** In both generations the rules count in their order. One that is left to a template may be the one that denies. */
function addressRules(writing: Writing, name: string, path: string): void {
  const number = (key: string) => Number(key.split('.').at(-1));
  const keys = [...writing.view.options.keys()]
    .filter((key) => key.startsWith(`${name}.access.`))
    .sort((one, other) => number(one) - number(other));
  const open = keys.map((key) => takeTemplate(writing, key)).some(Boolean);
  const rules = keys.flatMap((key) => take(writing, key) ?? []);
  if (open || !rules.every((rule) => ADDRESS_RULE.test(rule))) {
    note(writing, open ? OPEN_RULE : UNREADABLE_RULE);
    put(writing, `${path}.access_rules`, '["deny all"]');
    return;
  }
  if (rules.length > 0) put(writing, `${path}.access_rules`, `[${rules.map(quoteText).join(', ')}]`);
}

const ADDRESS_RULE = /^(?:allow|deny)\s+(?:all|[0-9a-f.:]+(?:\/\d+)?)$/i;
const OPEN_RULE = t(
  'a rule is left to a template in the file of 4.x: nobody may connect until the rules are written here',
);
const UNREADABLE_RULE = t('5.x does not take these rules: nobody may connect until they are written here');

/** Who may come in without a name: a zone's word goes before the global one; what a template decides is not trusted. */
function authentication(writing: Writing, name: string, path: string): void {
  const unknown = takeTemplate(writing, `${name}.zone`);
  const own = `zone.${take(writing, `${name}.zone`)}.allow_anonymous`;
  const key = textOf(writing.view, own) === undefined ? 'allow_anonymous' : own;
  const anonymous = unknown ? undefined : take(writing, key);
  if (anonymous === 'true') put(writing, `${path}.enable_authn`, 'false');
  else put(writing, `${path}.enable_authn`, anonymous === 'false_quick_deny' ? 'quick_deny_anonymous' : 'true');
}

function zone(writing: Writing, name: string, path: string): void {
  const id = take(writing, `${name}.zone`);
  if (id === undefined || !/^[A-Za-z]\w*$/.test(id)) return;
  zoneLimits(writing, id);
  if (writing.lines.some((line) => line.startsWith(`zones.${id}.`))) put(writing, `${path}.zone`, id);
  for (const [option, name] of RATES) {
    const isSet = writing.lines.some((line) => line.startsWith(`${path}.${name} = `));
    if (!isSet) optionTo(writing, `zone.${id}.rate_limit.${option}`, `${path}.${name}`, 'budget');
  }
  const mountpoint = take(writing, `zone.${id}.mountpoint`);
  if (mountpoint !== undefined) put(writing, `${path}.mountpoint`, quoteText(placeholders(mountpoint)));
}

/** What 4.x limits for each client of a zone, 5.x limits for each client of a listener. */
const RATES = [
  ['conn_messages_in', 'messages_rate'],
  ['conn_bytes_in', 'bytes_rate'],
] as const;

/** The TLS options below a name of 4.x, at a block `ssl_options` of 5.x. */
export function tls(writing: Writing, name: string, path: string): void {
  options(writing, TLS, `${name}.`, `${path}.`);
  clientCertificate(writing, name, path);
  versions(writing, name, path);
  suites(writing, name, path);
}

/** What a template decides, or a word that 4.x does not know, becomes the demand: the mistake then shows at once. */
function clientCertificate(writing: Writing, name: string, path: string): void {
  const templated = takeTemplate(writing, `${name}.verify`);
  const word = take(writing, `${name}.verify`);
  if (!templated && (word === undefined || word === 'verify_none')) {
    // 5.x refuses the demand for a certificate where none is asked for; in 4.x it had no effect.
    take(writing, `${name}.fail_if_no_peer_cert`);
    put(writing, `${path}.verify`, 'verify_none');
    return;
  }
  const demandTemplated = takeTemplate(writing, `${name}.fail_if_no_peer_cert`);
  if (templated || demandTemplated) note(writing, LEFT_TO_TEMPLATE);
  put(writing, `${path}.verify`, 'verify_peer');
  const demand = take(writing, `${name}.fail_if_no_peer_cert`);
  const demanded = templated || demandTemplated || isOn(writing.view, `${name}.fail_if_no_peer_cert`);
  if (demand !== undefined || demanded) put(writing, `${path}.fail_if_no_peer_cert`, String(demanded));
}

const LEFT_TO_TEMPLATE = t(
  'left to a template in the file of 4.x: clients need a certificate unless you say otherwise here',
);

/** The old default of every version is not carried over: 5.x begins with TLS 1.2. */
function versions(writing: Writing, name: string, path: string): void {
  const known = piecesOf(writing.view, `${name}.tls_versions`).flatMap(({ text }) =>
    /^tlsv1(?:\.[123])?$/.test(text) ? [text] : [],
  );
  if (known.length === 0) return;
  take(writing, `${name}.tls_versions`);
  put(writing, `${path}.versions`, `[${known.map(quoteText).join(', ')}]`);
}

/** Suites that 5.x does not have would keep it from starting. */
function suites(writing: Writing, name: string, path: string): void {
  const option = ['ciphers', 'psk_ciphers'].find((each) => textOf(writing.view, `${name}.${each}`) !== undefined);
  if (option === undefined || take(writing, `${name}.${option}`) === undefined) return;
  if (option === 'psk_ciphers') note(writing, t('5.x takes the keys of these suites from “psk_authentication”'));
  const words = piecesOf(writing.view, `${name}.${option}`).map(({ text }) => text);
  const known = words.filter((word) => schema.ciphers.has(word));
  const gone = words.filter((word) => !schema.ciphers.has(word)).join(', ');
  if (gone !== '') note(writing, t('5.x does not have these suites: {suites}', { suites: gone }));
  if (known.length > 0) put(writing, `${path}.ciphers`, `[${known.map(quoteText).join(', ')}]`);
}
