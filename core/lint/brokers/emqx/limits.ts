import { booleanSetting, write } from '../../hocon-edits';
import { childOf, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { BrokerModel, Limits, Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/** What one client may take up, and what is done about clients that overdo it; defaults of `emqx_schema`, 5.8 to 6.3. */
export function limitsOf(
  root: HoconNode,
): Pick<BrokerModel, 'limits' | 'zoneLimits' | 'bansFlapping' | 'endsOverloaded'> {
  const zones = [...(childOf(root, 'zones')?.children ?? [])];
  return {
    limits: limitsAt(root, []),
    // A zone has what it does not set from the block `mqtt`, where it has been judged.
    zoneLimits: zones.flatMap(([name, zone]) => (childOf(zone, 'mqtt') ? [limitsAt(root, ['zones', name])] : [])),
    bansFlapping: booleanSetting(root, ['flapping_detect', 'enable'], false),
    endsOverloaded: booleanSetting(root, ['force_shutdown', 'enable'], true),
  };
}

function limitsAt(root: HoconNode, zone: readonly string[]): Limits {
  const none = <T>(value: T): Setting<T> => setting(value, keySpan(root), false);
  const limit = (name: string, standard: number | undefined, read: (text: string) => number = Number) =>
    limitSetting(root, [...zone, 'mqtt', name], standard, read);
  return {
    packetSize: limit('max_packet_size', 1024 * 1024, bytesOf),
    payloadSize: none<number | undefined>(undefined),
    connections: none<number | undefined>(undefined),
    inflightMessages: limit('max_inflight', 32),
    queuedMessages: limit('max_mqueue_len', 1000),
    queuedBytes: none<number | undefined>(undefined),
    queuesQos0: none(true),
    memory: none<number | undefined>(undefined),
    keepalive: none<number | undefined>(undefined),
    sessionExpiry: none<string | undefined>('2h'),
    subscriptions: limit('max_subscriptions', undefined),
  };
}

function limitSetting(
  root: HoconNode,
  path: readonly string[],
  standard: number | undefined,
  read: (text: string) => number,
): Setting<number | undefined> {
  const node = childOf(root, ...path);
  const text = textOf(node);
  const number = text === undefined ? standard : read(text);
  const set = (to: number | undefined) => write(root, [{ path, text: String(to ?? 'infinity') }]);
  return setting(
    text === 'infinity' || text === '0' ? undefined : Number.isFinite(number) ? number : standard,
    node ? valueSpan(node) : keySpan(root),
    node !== undefined,
    set,
  );
}

const UNITS: Readonly<Record<string, number>> = { '': 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

function bytesOf(text: string): number {
  const match = /^(\d+)(kb|mb|gb)?$/i.exec(text.trim());
  return match ? Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1) : Number.NaN;
}
