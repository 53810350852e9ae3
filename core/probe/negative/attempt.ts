import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { inspectBytes } from '../../certs/inspect';
import { type Credentials, readCredentials } from '../credentials';
import { CANCELLED, type Failure, failureOf, within } from '../deadline';
import { resolve } from '../stages/dns';
import type { MqttSession } from '../stages/mqtt';
import { connectFirst, connectTcp } from '../stages/tcp';
import { settle, verify } from '../stages/tls';
import { isSecure, type Target } from '../target';
import type { Stranger } from './result';

/** What became of one client. */
export type Attempt<T = undefined> =
  | { readonly kind: 'accepted'; readonly value: T; readonly ms: number }
  /** The other side, or the check of its certificate, said no. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly ms: number };

/** Where the broker is, found once: every attempt goes to this one address. */
export interface Place {
  readonly address: string;
  readonly roundTripMs: number;
}

/** Rejects where the name or the port does not answer at all. */
export async function findPlace({ host, port, timeoutMs }: Target, signal: AbortSignal | undefined): Promise<Place> {
  return within(timeoutMs, signal, async (inner) => {
    const addresses = await resolve(host);
    const limits = { timeoutMs, signal: inner };
    const { address, socket, roundTripMs } = await connectFirst(addresses, port, limits, () => undefined);
    socket.destroy();
    return { address, roundTripMs };
  });
}

/**
 * One client that connects as the target says and, where it is let in, does what `then` says. Success is claimed only
 * after CONNACK: in TLS 1.3 a client is done before the server has looked at its certificate.
 */
export async function attempt<T>(
  target: Target,
  place: Place,
  signal: AbortSignal | undefined,
  then: (session: MqttSession) => Promise<T>,
  stranger?: Stranger,
): Promise<Attempt<T>> {
  const { openMqtt } = await import('../stages/mqtt');
  const started = performance.now();
  const open: Socket[] = [];
  try {
    const value = await within(target.timeoutMs, signal, async (inner) => {
      const socket = await connectTcp(place.address, target.port, inner);
      open.push(socket);
      const carrier = isSecure(target) ? await secured(socket, target, place, inner, stranger) : socket;
      open.push(carrier);
      const session = await openMqtt(carrier, target, `mqttsecurity${randomBytes(4).toString('hex')}`, inner);
      const result = await then(session);
      await session.close();
      return result;
    });
    return { kind: 'accepted', value, ms: since(started) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { kind: 'refused', failure: failureOf(error), ms: since(started) };
  } finally {
    for (const socket of open) socket.destroy();
  }
}

/** Neither the broker nor the network said anything: no answer is no refusal. */
export function isSilent({ code }: Failure): boolean {
  return ['ETIMEDOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', CANCELLED].includes(code);
}

async function secured(socket: Socket, target: Target, place: Place, signal: AbortSignal, stranger?: Stranger) {
  const own = await readCredentials(stranger === undefined ? target : withoutCredentials(target));
  const tls = await verify(socket, target, stranger === undefined ? own : { ...own, ...pairOf(stranger) }, signal);
  if (tls.getProtocol() === 'TLSv1.3') await settle(tls, place.roundTripMs, signal);
  return tls;
}

/** The same client without a certificate. */
export function withoutCredentials(target: Target): Target {
  return { ...target, cert: undefined, key: undefined, p12: undefined, passphrase: undefined };
}

function pairOf({ cert, key }: Stranger): Pick<Credentials, 'cert' | 'key'> {
  return {
    cert: { bytes: cert, facts: inspectBytes(cert) },
    key: { bytes: key, facts: inspectBytes(key) },
  };
}

function since(started: number): number {
  return Math.round(performance.now() - started);
}
