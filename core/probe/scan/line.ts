import { connect, type Socket } from 'node:net';
import { type Failure, failureOf, onAbort, within } from '../deadline';
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
  const wire: Wire = { ...limits, buffer: Buffer.allocUnsafe(READ_AT_ONCE), stops: new Set() };
  // One listener for all connections: those of `AbortSignal` cost more than a connection on loopback.
  onAbort(signal, () => {
    for (const stop of wire.stops) stop();
  });
  let connections = 0;
  let ready = limits.first;
  const once = (question: Question): Promise<Answer> => {
    if (signal.aborted) return Promise.resolve({ kind: 'stopped' });
    connections++;
    const socket = ready?.destroyed === false ? ready : undefined;
    ready = undefined;
    return exchange(wire, socket, question);
  };
  const borrow = <T>(work: (inner: AbortSignal) => Promise<T>): Promise<T> =>
    slots(() => {
      connections++;
      return within(timeoutMs, signal, work);
    });
  const ask = async (question: Question): Promise<Answer> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await slots(() => once(question));
      if (signal.aborted && answer.kind !== 'hello') return { kind: 'stopped' };
      if (answer.kind !== 'unreachable' || attempt === RETRY_MS.length) return answer;
      await pause(RETRY_MS[attempt] ?? 0, signal);
    }
  };
  return { ask, borrow, connections: () => connections };
}

/** What the connections of a line share. */
interface Wire extends Pick<LineLimits, 'address' | 'port' | 'timeoutMs'> {
  /** Filled and emptied within one turn of the event loop. */
  readonly buffer: Buffer;
  /** Ends what is under way. */
  readonly stops: Set<() => void>;
}

const READ_AT_ONCE = 64 * 1024;

/** A broker at its limit of connections refuses for a moment. */
const RETRY_MS = [50, 200];

/** Refused, no route and the like; what breaks off an existing connection counts as its end. */
function failed(error: Error): Answer {
  const failure = failureOf(error);
  const isBreak = failure.code === 'ECONNRESET' || failure.code === 'EPIPE' || failure.code === 'ECONNABORTED';
  return isBreak ? { kind: 'closed' } : { kind: 'unreachable', failure };
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

/** One connection, `ready` where there is one already. Never rejects. */
function exchange(wire: Wire, ready: Socket | undefined, { offer, enough, pair }: Question): Promise<Answer> {
  const hello = clientHello(offer);
  const flight = readFlight(pair && openerFor(hello, pair));
  return new Promise((resolve) => {
    const read = (bytes: Uint8Array) => {
      flight.push(bytes);
      if (isEnough(flight.seen, enough)) end({ kind: 'garbage' });
    };
    const socket = ready ?? connectReading(wire, read);
    const speak = () => socket.write(recordOf(hello, offer.version));
    const end = (without: Answer) => {
      clearTimeout(timer);
      wire.stops.delete(stop);
      socket.destroy();
      resolve(answerOf(flight.seen, without));
    };
    const stop = () => end({ kind: 'silent' });
    const timer = setTimeout(() => end(socket.connecting ? UNANSWERED : { kind: 'silent' }), wire.timeoutMs);
    wire.stops.add(stop);
    // Stays for good: a socket whose error nobody hears would end the process.
    socket.on('error', (error) => end(failed(error)));
    socket.once('close', () => end({ kind: 'closed' }));
    socket.once('end', () => end({ kind: 'closed' }));
    if (ready === undefined) socket.once('connect', speak);
    else {
      socket.on('data', read);
      speak();
    }
  });
}

/** Without the machinery of streams, which is most of the cost of a short connection. */
function connectReading({ address, port, buffer }: Wire, read: (bytes: Uint8Array) => void): Socket {
  const callback = (length: number) => {
    // A flight keeps its bytes, and the buffer is used again.
    read(Buffer.from(buffer.subarray(0, length)));
    return true;
  };
  return connect({ host: address, port, onread: { buffer, callback } });
}

const UNANSWERED: Answer = { kind: 'unreachable', failure: { code: 'ETIMEDOUT', text: 'no answer' } };

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
