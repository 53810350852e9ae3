import { t } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import { ZONE } from './option-table';
import { isTaken, options } from './translate-options';
import { isOn, textOf } from './view';
import { put, take, type Writing } from './writing';

type Kind = 'integer' | 'flag' | 'duration' | 'size' | 'word' | 'text';

/** What 4.x has in `mqtt.*` and in zones, and 5.x under the same name in the block `mqtt` of each. */
const LIMITS: Readonly<Record<string, Kind>> = {
  max_packet_size: 'size',
  max_clientid_len: 'integer',
  max_topic_levels: 'integer',
  max_qos_allowed: 'integer',
  max_topic_alias: 'integer',
  max_inflight: 'integer',
  server_keepalive: 'integer',
  max_subscriptions: 'integer',
  max_awaiting_rel: 'integer',
  max_mqueue_len: 'integer',
  retain_available: 'flag',
  wildcard_subscription: 'flag',
  shared_subscription: 'flag',
  exclusive_subscription: 'flag',
  ignore_loop_deliver: 'flag',
  strict_mode: 'flag',
  upgrade_qos: 'flag',
  use_username_as_clientid: 'flag',
  mqueue_store_qos0: 'flag',
  mqueue_default_priority: 'word',
  response_information: 'text',
  idle_timeout: 'duration',
  await_rel_timeout: 'duration',
  retry_interval: 'duration',
  session_expiry_interval: 'duration',
};

/** 0 is “no limit” in 4.x, and in 5.x a limit or refused. */
const UNLIMITED: Readonly<Record<string, string>> = {
  max_subscriptions: 'infinity',
  max_awaiting_rel: 'infinity',
  max_mqueue_len: 'infinity',
  max_topic_levels: '65535',
  max_inflight: '65535',
};

/** 5.x refuses less. */
const LEAST: Readonly<Record<string, number>> = { max_clientid_len: 23, server_keepalive: 1 };

export function globalLimits(writing: Writing): void {
  limits(writing, 'mqtt', 'mqtt');
  policy(writing, 'flapping_detect_policy', /^(\d+)\s*,\s*(\w+)\s*,\s*(\w+)$/, [
    'flapping_detect.max_count',
    'flapping_detect.window_time',
    'flapping_detect.ban_time',
  ]);
  peerCertificate(writing);
}

/** Listeners share their zone, which is written once. */
export function zoneLimits(writing: Writing, zone: string): void {
  const path = `zones.${zone}`;
  if (writing.lines.some((line) => line.startsWith(`${path}.`))) return;
  limits(writing, `zone.${zone}`, `${path}.mqtt`);
  options(writing, ZONE, `zone.${zone}.`, `${path}.`);
  policy(writing, `zone.${zone}.force_gc_policy`, /^(\d+)\s*\|\s*(\d+[KMG]B)$/i, [
    `${path}.force_gc.count`,
    `${path}.force_gc.bytes`,
  ]);
  policy(writing, `zone.${zone}.force_shutdown_policy`, /^(\d+)\s*\|\s*(\d+[KMG]B)$/i, [
    `${path}.force_shutdown.max_mailbox_size`,
    `${path}.force_shutdown.max_heap_size`,
  ]);
}

/** Several values in one text. */
function policy(writing: Writing, option: string, form: RegExp, paths: readonly string[]): void {
  const [, ...values] = form.exec(textOf(writing.view, option) ?? '') ?? [];
  const pairs = paths.map((path, index) => [path, values[index] ?? ''] as const);
  if (values.length === 0 || !pairs.every(([path, value]) => isTaken(path, [value]))) return;
  if (take(writing, option) === undefined) return;
  for (const [path, value] of pairs) put(writing, path, value);
}

function limits(writing: Writing, from: string, to: string): void {
  for (const [name, kind] of Object.entries(LIMITS)) {
    const text = textOf(writing.view, `${from}.${name}`);
    const value = text === undefined ? undefined : limitOf(writing, `${from}.${name}`, name, kind, text);
    if (value === undefined || (kind !== 'text' && !isTaken(`mqtt.${name}`, [value]))) continue;
    if (take(writing, `${from}.${name}`) !== undefined) put(writing, `${to}.${name}`, value);
  }
}

function limitOf(writing: Writing, key: string, name: string, kind: Kind, text: string): string | undefined {
  if (kind === 'flag') return String(isOn(writing.view, key));
  if (kind === 'text') return quoteText(text);
  if (kind === 'duration') return /^(?:\d+(?:ms|[dhms]))+$/.test(text) ? text : undefined;
  if (kind === 'size') return /^\d+(?:[KMG]B)?$/i.test(text) ? text : undefined;
  if (kind === 'word') return /^\w+$/.test(text) ? text : undefined;
  if (!/^\d+$/.test(text)) return undefined;
  if (Number(text) === 0 && name in UNLIMITED) return UNLIMITED[name];
  return Number(text) < (LEAST[name] ?? 0) || Number(text) > 65535 ? undefined : text;
}

/** One word for all listeners in 5.x: written where those of 4.x agree. */
function peerCertificate(writing: Writing): void {
  for (const option of ['peer_cert_as_username', 'peer_cert_as_clientid']) {
    const keys = [...writing.view.options.keys()].filter((key) => key.startsWith('listener.') && key.endsWith(option));
    const words = new Set(keys.map((key) => textOf(writing.view, key)));
    const [word] = words;
    if (words.size !== 1 || word === undefined || !/^(?:cn|dn|crt|pem|md5)$/.test(word)) continue;
    for (const key of keys) take(writing, key);
    writing.lines.push(`# ${writing.say(ALL_LISTENERS)}`);
    put(writing, `mqtt.${option}`, word);
  }
}

const ALL_LISTENERS = t('counts for every listener with TLS in 5.x');
