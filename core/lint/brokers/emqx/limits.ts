import { write } from '../../hocon-edits';
import { childOf, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { BrokerModel, Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/** What one client may take up: the block `mqtt`, defaults of `emqx_schema`, 5.8 to 6.3. Zones may differ, and are not looked at. */
export function limitsOf(root: HoconNode): NonNullable<BrokerModel['limits']> {
  const none = <T>(value: T): Setting<T> => setting(value, keySpan(root), false);
  return {
    packetSize: limit(root, 'max_packet_size', 1024 * 1024, bytesOf),
    payloadSize: none<number | undefined>(undefined),
    connections: none<number | undefined>(undefined),
    inflightMessages: limit(root, 'max_inflight', 32, Number),
    queuedMessages: limit(root, 'max_mqueue_len', 1000, Number),
    queuedBytes: none<number | undefined>(undefined),
    queuesQos0: none(true),
    memory: none<number | undefined>(undefined),
    keepalive: none<number | undefined>(undefined),
    sessionExpiry: none<string | undefined>('2h'),
  };
}

function limit(
  root: HoconNode,
  name: string,
  standard: number,
  read: (text: string) => number,
): Setting<number | undefined> {
  const node = childOf(root, 'mqtt', name);
  const text = textOf(node);
  const number = text === undefined ? standard : read(text);
  const set = (to: number | undefined) => write(root, [{ path: ['mqtt', name], text: String(to ?? 'infinity') }]);
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
