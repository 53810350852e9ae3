import { type Message, t } from '../../../facts/message';
import { parseHocon } from '../../syntax/hocon';
import type { Tree, TreeError } from '../../tree';

/** What kind of text this is. Only `hocon` is read as a configuration of EMQX 5 or later. */
export type Flavour = 'hocon' | 'flat' | 'template' | 'access-list';

/** Keys of EMQX 4.x, whose file has the same name and the form `key = value` throughout. */
const FLAT_KEYS =
  /^[ \t]*(?:listener\.(?:tcp|ssl|ws|wss|dtls|udp)\.[\w.]+|listener\.(?:tcp|ssl|ws|wss)|zone\.\w+\.\w+|allow_anonymous|acl_nomatch|acl_deny_action|acl_file|enable_acl_cache|acl_cache_\w+|plugins\.(?:etc_dir|loaded_file|expand_plugins_dir)|modules?\.\w+\.?\w*|auth\.(?:mysql|pgsql|mongo|redis|http|ldap|jwt|mnesia|user|client)\.[\w.]+|bridge\.mqtt\.\w+\.\w+|broker\.(?:sys_interval|sys_heartbeat|session_locking_strategy)|management\.(?:listener|default_application|max_row_limit)[\w.]*|dashboard\.(?:default_user|listener)\.[\w.]+|cluster\.autoclean|node\.(?:async_threads|process_limit|max_ports|dist_net_ticktime|backtrace_depth)|web\.hook\.[\w.]+|lwm2m\.[\w.]+|coap\.[\w.]+|mqtt\.sn\.[\w.]+|exhook\.server\.[\w.]+|retainer\.(?:storage_type|max_retained_messages|expiry_interval)|backend\.\w+\.[\w.]+|stomp\.(?:listener|default_user)[\w.]*|statsd\.[\w.]+|exproto\.[\w.]+|psk\.file\.[\w.]+|prometheus\.push\.[\w.]+|rule_engine\.(?:ignore_sys_message|events)[\w.]*|recon\.[\w.]+|telemetry\.[\w.]+|log\.to|rpc\.(?:mode|async_batch_size))[ \t]*=/m;

const BLOCK = /^[^#\n\r"]*\{[ \t]*(?:#[^\n\r]*)?$/m;
const TEMPLATE = /^[^"#\n\r]*(?:\{\{|\{%|<%|<\{)/m;

/** `acl.conf`: Erlang terms, comments behind `%`. */
const ACCESS_LIST = /^(?:[ \t\r\n]|%[^\n]*)*\{[ \t\r\n]*(?:allow|deny)[ \t\r\n]*[,}]/;

export function flavourOf(text: string): Flavour {
  if (ACCESS_LIST.test(text)) return 'access-list';
  if (isFlat(text)) return 'flat';
  return hasPlaceholders(text) ? 'template' : 'hocon';
}

/** What makes any text that holds it a template. */
export function hasPlaceholders(text: string): boolean {
  return TEMPLATE.test(text);
}

const FLAT_ENOUGH = 3;

/** The file of a plugin may have one option; no root of 5.x is called so. */
const PLUGIN_ONLY = /^(?:[ \t]*(?:#[^\n]*|auth\.[^\s={}]+[ \t]*=[^\n{}]*)?(?:\n|$))+$/;

/** One stray key of 4.x does not make a file of 5.x a flat one, but several do, or one in a text that is no HOCON. */
function isFlat(text: string): boolean {
  if (!FLAT_KEYS.test(text) || BLOCK.test(text) || /^[ \t]*listeners\./m.test(text)) return false;
  const keys = text.match(new RegExp(FLAT_KEYS, 'gm')) ?? [];
  return keys.length >= FLAT_ENOUGH || PLUGIN_ONLY.test(text) || parseHocon('', text).errors.some(({ fatal }) => fatal);
}

/** The tree of a text that is no configuration of EMQX 5: one complaint, and nothing else in it. */
export function isUnread({ text, entries, dialect, environment }: Tree): boolean {
  if (environment || (entries.length > 0 && dialect === undefined)) return false;
  return flavourOf(text) !== 'hocon';
}

/** The one complaint that stands for such a file; it covers the text, of which nothing else is said. */
export function flavourError(text: string, flavour: Exclude<Flavour, 'hocon'>): TreeError {
  return { range: { start: 0, end: text.length }, message: NOT_CHECKED[flavour], fatal: false };
}

const NOT_CHECKED: Readonly<Record<Exclude<Flavour, 'hocon'>, Message>> = {
  flat: t('this is a flat file of EMQX 4.x: not checked as 5.x'),
  template: t('this is a template: its text is checked only after it has been rendered'),
  'access-list': t('this is an access list of EMQX in Erlang terms: checked where it is named acl.conf'),
};

const ROOTS =
  /^[ \t]*"?(listeners|node|cluster|dashboard|authentication|authorization|mqtt|rpc|log|zones|gateway|connectors|bridges|actions|sources|rule_engine|retainer|sysmon|exhook|psk_authentication|flapping_detect|durable_sessions|durable_storage|plugins|prometheus|opentelemetry|api_key|license|file_transfer|schema_registry|crl_cache|slow_subs|auto_subscribe|delayed|alarm|force_shutdown|telemetry)"?[ \t]*(?:[.{=:[]|$)/gm;

/** Words that no other program's HOCON has in such blocks. */
const EVIDENCE =
  /listeners[ \t]*\{[\s\S]{0,400}?\b(?:tcp|ssl|ws|wss|quic)\b|listeners\.(?:tcp|ssl|ws|wss|quic)\.|ssl_options|data_dir|emqx|EMQX|default_password|swagger_support|enable_authn|mechanism[ \t]*[=:]|no_match[ \t]*[=:]|password_based|discovery_strategy|max_packet_size|proto_dist|rule_engine|built_in_database/;

/** Roots, in the first column, that other programs have: Akka, Play, …, and NanoMQ, whose listeners have no names. */
const OTHERS =
  /^"?(?:akka|play|kamon|slick|flyway|ktor|spray|lagom|spark|pekko|http_server|nanomq|system|auth|websocket|aws_bridge|webhook|mqtt\.\w+\.bridge|gateway\.(?:mqtt|zmq|vsomeip|tcp))"?[ \t]*[.{=:]|^bridges\.mqtt\.\w+[ \t]*\{[\s\S]{0,300}?server[ \t]*=[ \t]*"(?:mqtt|tls)[+-]|^listeners\.(?:tcp|ssl|ws|wss)[ \t]*\{\s*(?:#[^\n]*\n\s*)*(?:bind|enable|url|key|cert|ssl)\b|^listeners[ \t]*\{\s*(?:#[^\n]*\n\s*)*(?:tcp|ssl|ws|wss)[ \t]*\{\s*(?:#[^\n]*\n\s*)*(?:bind|enable|url|key|cert)\b/m;

/** An EMQX 5 or 6 configuration, whatever its name: blocks that EMQX knows, and something in them that only EMQX has. */
export function looksLikeEmqx(text: string): boolean {
  const head = text.slice(0, 200_000);
  if (isFlat(head) || OTHERS.test(head)) return false;
  const roots = new Set([...head.matchAll(ROOTS)].map((match) => match[1]));
  return roots.size > 0 && EVIDENCE.test(head);
}
