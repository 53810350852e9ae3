import type { Socket } from 'node:net';
import { type Failure, failureOf, onAbort, within } from '../deadline';
import { connectTcp } from '../stages/tcp';
import { clientHello, type Offer, recordOf } from './client-hello';
import { type Flight, readFlight } from './flight';
import { type KeyPair, openerFor } from './key-schedule';
import type { ServerHello } from './server-messages';

/** What became of one ClientHello. */
export type Answer =
  | { readonly kind: 'hello'; readonly hello: ServerHello; readonly flight: Flight }
  | { readonly kind: 'alert'; readonly alert: number }
  /** The server closed the connection without a word of TLS. */
  | { readonly kind: 'closed' }
  /** No answer, or not all of it, within the time of one connection. */
  | { readonly kind: 'silent' }
  /** The answer is not TLS. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'unreachable'; readonly failure: Failure }
  /** The time of the whole scan is over, or it was cancelled. */
  | { readonly kind: 'stopped' };

export interface Question {
  readonly offer: Offer;
  /** Whether the flight tells enough; the ServerHello where absent. */
  readonly enough?: (flight: Flight) => boolean;
  /** TLS 1.3: opens what the server encrypts; its public half belongs into the offer. */
  readonly pair?: KeyPair;
}

/** One connection per question, and never more than so many at a time. */
export interface Line {
  readonly ask: (question: Question) => Promise<Answer>;
  /** Runs other work on a connection of its own under the same limits. */
  readonly borrow: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Connections opened so far. */
  readonly connections: () => number;
}

export interface LineLimits {
  readonly address: string;
  readonly port: number;
  /** A connection that there is already; the first question takes it. */
  readonly first?: Socket;
  readonly concurrency: number;
  /** For one connection, milliseconds. */
  readonly timeoutMs: number;
  /** Ends the whole scan. */
  readonly signal: AbortSignal;
}

export function openLine(limits: LineLimits): Line {
  const { timeoutMs, signal } = limits;
  const slots = slotsFor(limits.concurrency);
  let connections = 0;
  let ready = limits.first;
  const connected = (inner: AbortSignal): Promise<Socket> => {
    const socket = ready;
    ready = undefined;
    if (socket !== undefined && !socket.destroyed) return Promise.resolve(socket);
    return connectTcp(limits.address, limits.port, inner);
  };
  const borrow = <T>(work: (inner: AbortSignal) => Promise<T>): Promise<T> =>
    slots(() => {
      connections++;
      return within(timeoutMs, signal, work);
    });
  const ask = async (question: Question): Promise<Answer> => {
    for (let attempt = 0; ; attempt++) {
      if (signal.aborted) return { kind: 'stopped' };
      const answer = await borrow((inner) => exchange(connected(inner), question, inner)).catch(failed);
      if (signal.aborted && answer.kind !== 'hello') return { kind: 'stopped' };
      if (answer.kind !== 'unreachable' || attempt === RETRY_MS.length) return answer;
      await pause(RETRY_MS[attempt] ?? 0, signal);
    }
  };
  return { ask, borrow, connections: () => connections };
}

/** A broker at its limit of connections refuses for a moment. */
const RETRY_MS = [50, 200];

function failed(error: unknown): Answer {
  const failure = failureOf(error);
  // A reset right after the connection was made comes before or after Node says so.
  return failure.code === 'ECONNRESET' ? { kind: 'closed' } : { kind: 'unreachable', failure };
}

/** Runs what it is given, at most `count` at a time, in order of arrival. */
function slotsFor(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      release();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const release = onAbort(signal, end);
  });
}

/** One connection. Rejects only where none came about. */
async function exchange(connected: Promise<Socket>, question: Question, signal: AbortSignal): Promise<Answer> {
  const socket = await connected;
  try {
    return await converse(socket, question, signal);
  } finally {
    socket.destroy();
  }
}

function converse(socket: Socket, { offer, enough, pair }: Question, signal: AbortSignal): Promise<Answer> {
  const hello = clientHello(offer);
  const flight = readFlight(pair && openerFor(hello, pair));
  return new Promise((resolve) => {
    const end = (without: Answer) => {
      release();
      resolve(answerOf(flight.seen, without));
    };
    const release = onAbort(signal, () => end({ kind: 'silent' }));
    socket.on('error', () => end({ kind: 'closed' }));
    socket.once('close', () => end({ kind: 'closed' }));
    socket.once('end', () => end({ kind: 'closed' }));
    socket.on('data', (bytes: Buffer) => {
      flight.push(bytes);
      if (isEnough(flight.seen, enough)) end({ kind: 'garbage' });
    });
    socket.write(recordOf(hello, offer.version));
  });
}

function isEnough(seen: Flight, enough: Question['enough']): boolean {
  if (seen.done || seen.alert !== undefined || seen.broken !== undefined) return true;
  return enough === undefined ? seen.hello !== undefined : enough(seen);
}

/** A ServerHello counts, whatever happened afterwards. */
function answerOf(flight: Flight, without: Answer): Answer {
  if (flight.hello !== undefined) return { kind: 'hello', hello: flight.hello, flight };
  if (flight.alert !== undefined) return { kind: 'alert', alert: flight.alert };
  return flight.broken !== undefined ? { kind: 'garbage' } : without;
}
