import { parseIp } from '../facts/address';
import { exposureOf } from '../facts/exposure';
import type { Listener, Model } from './model';
import type { Junction, Upstream } from './model-junction';

/**
 * Every upstream that leads to a listener of another of these configurations, where that is plain: by its address, or by
 * its port alone where the host is a name known in one network only, such as that of a container. Which ports of
 * containers are published under another number is not known.
 */
export function junctionsOf(models: readonly Model[]): readonly Junction[] {
  const doors = doorsByPort(models);
  return models.flatMap((proxy) =>
    (proxy.upstreams ?? []).flatMap((upstream): Junction[] => {
      const possible = (doors.get(upstream.port ?? 0) ?? []).flatMap((door) => {
        const by = mayReach(upstream.host, door);
        return by ? [{ ...door, by }] : [];
      });
      const [only, other] = possible;
      return only && !other && only.by !== 'perhaps' ? [{ proxy, upstream, ...only, by: only.by }] : [];
    }),
  );
}

interface Door {
  readonly broker: Model;
  readonly listener: Listener;
}

/** What brokers listen on; what proxies do leads back to them. */
function doorsByPort(models: readonly Model[]): ReadonlyMap<number, readonly Door[]> {
  const doors = new Map<number, Door[]>();
  for (const broker of models.filter(({ upstreams }) => !upstreams)) {
    for (const listener of broker.listeners) {
      const port = listener.port.value;
      if (!port || !listener.enabled || listener.transport === 'udp') continue;
      const known = doors.get(port);
      if (known) known.push({ broker, listener });
      else doors.set(port, [{ broker, listener }]);
    }
  }
  return doors;
}

/** Undefined: certainly not. `perhaps`: enough to make another listener doubtful. */
function mayReach(host: Upstream['host'], { broker, listener }: Door): Junction['by'] | 'perhaps' | undefined {
  if (host === undefined) return undefined;
  const { exposure, address } = listener;
  if (exposureOf(host) === 'loopback') {
    if (exposure === 'unknown') return 'perhaps';
    const open = exposure === 'loopback' || isEverywhere(address.value) || exposureOf(address.value) === 'loopback';
    return open ? 'address' : undefined;
  }
  if (exposure === 'loopback') return undefined;
  const wanted = parseIp(host);
  if (wanted) return isSameAddress(wanted, address.value) ? 'address' : undefined;
  return isLocalName(host) && mayName(host, broker) ? 'name' : undefined;
}

function isEverywhere(address: string | undefined): boolean {
  return address === undefined || address === '*' || (parseIp(address)?.every((byte) => byte === 0) ?? false);
}

function isSameAddress(wanted: readonly number[], address: string | undefined): boolean {
  return address !== undefined && String(parseIp(address)) === String(wanted);
}

/** Of a container, or of a file of hosts. */
function isLocalName(host: string): boolean {
  return /^[\w-]+$/.test(host);
}

/** A name such as `emqx-1` tells which broker runs there. */
const PRODUCTS = /emqx|mosquitto|nanomq|vernemq|hivemq|activemq|artemis|rabbitmq/i;

function mayName(host: string, { broker }: Model): boolean {
  const product = PRODUCTS.exec(host)?.[0].toLowerCase();
  return product === undefined || product === broker.id;
}
