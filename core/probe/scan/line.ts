import type { Socket } from 'node:net';
import { type Failure, failureOf, onAbort, within } from '../deadline';
import { clientHello, type Offer, recordOf } from './client-hello';
import { type Connection, openConnection, type Place, readyConnection } from './connection';
import { type Flight, readFlight } from './flight';
import type { KeyPair } from './key-schedule';
import { poolFor } from './pool';
import type { ServerHello } from './server-messages';

/** What became of one ClientHello. */
export type Answer =
  | { readonly kind: 'hello'; readonly hello: ServerHello; readonly flight: Flight }
  | { readonly kind: 'alert'; readonly alert: number }
  /** The answer is not TLS. */
  | { readonly kind: 'garbage' }
  | Silence;

/** Why there is no answer. */
export type Silence =
  /** The server closed the connection without a word of the protocol. */
  | { readonly kind: 'closed' }
  /** No answer, or not all of it, within the time of one connection. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreachable'; readonly failure: Failure }
  /** The time of the whole scan is over, or it was cancelled. */
  | { readonly kind: 'stopped' };

/** What goes over one connection. */
export interface Talk<T> {
  readonly bytes: Uint8Array;
  /** Takes what comes back; true ends the connection. */
  readonly isEnough: (bytes: Uint8Array) => boolean;
  /** What it comes to; `silence` where the connection ended before there was enough. */
  readonly result: (silence?: Silence) => T;
}

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
  /** For other protocols than TLS. `start` begins anew, more than once where a connection comes to nothing. */
  readonly talk: <T>(start: () => Talk<T>, timeoutMs?: number) => Promise<T>;
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

/**
 * While the server works on an answer, the next connection is made, so that whoever asks one question after the other does
 * not wait for it: over a network that is half the time of a scan.
 */
export function openLine(limits: LineLimits): Line {
  const { timeoutMs, signal } = limits;
  const wire: Wire = { ...limits, buffer: Buffer.allocUnsafe(READ_AT_ONCE), stops: new Set() };
  const pool = poolFor(limits.concurrency, () => openConnection(wire), limits.first && readyConnection(limits.first));
  // One listener for all connections: those of `AbortSignal` cost more than a connection on loopback.
  onAbort(signal, () => {
    for (const stop of wire.stops) stop();
    pool.dropSpare();
  });
  const once = async <T>(talk: Talk<T>, ms: number) => {
    const { connection, isFresh } = await pool.take();
    const end = signal.aborted ? STOPPED : await exchange(wire, connection, talk, ms);
    const leave = () => {
      connection.close();
      pool.giveBack();
    };
    // Where a spare connection is there, the one who asked goes on with it first.
    const isSpareReady = pool.hasSpare();
    if (!isSpareReady) leave();
    setImmediate(() => {
      if (isSpareReady) leave();
      if (!signal.aborted) pool.prepare();
    });
    return { end, answer: talk.result(end), isFresh };
  };
  const talk = async <T>(start: () => Talk<T>, ms = timeoutMs): Promise<T> => {
    for (let attempt = 0; ; ) {
      const { end, answer, isFresh } = await once(start(), ms);
      // A server may give up a connection on which it hears nothing: that is no answer.
      const isMisunderstood = end?.kind === 'closed' && !isFresh && !signal.aborted;
      if (isMisunderstood) {
        pool.dropSpare();
        continue;
      }
      const wait = end?.kind === 'unreachable' ? RETRY_MS[attempt++] : undefined;
      if (wait === undefined) return answer;
      await pause(wait, signal);
    }
  };
  const ask = (question: Question) => talk(() => talkOf(question));
  const borrow = async <T>(work: (inner: AbortSignal) => Promise<T>): Promise<T> => {
    const release = await pool.borrow();
    try {
      return await within(timeoutMs, signal, work);
    } finally {
      release();
    }
  };
  return { ask, talk, borrow, connections: pool.opened };
}

const STOPPED: Silence = { kind: 'stopped' };

/** What the connections of a line share. */
interface Wire extends Place {
  readonly timeoutMs: number;
  /** Ends what is under way. */
  readonly stops: Set<() => void>;
}

const READ_AT_ONCE = 64 * 1024;

/** A broker at its limit of connections refuses for a moment. */
const RETRY_MS = [50, 200];

/** Refused, no route and the like; what breaks off an existing connection counts as its end. */
function failed(error: Error): Silence {
  const failure = failureOf(error);
  const isBreak = failure.code === 'ECONNRESET' || failure.code === 'EPIPE' || failure.code === 'ECONNABORTED';
  return isBreak ? { kind: 'closed' } : { kind: 'unreachable', failure };
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

/** Talks on this connection, and leaves it to the caller; undefined where it heard enough. Never rejects. */
function exchange(wire: Wire, connection: Connection, talk: Talk<unknown>, ms: number): Promise<Silence | undefined> {
  return new Promise((resolve) => {
    const end = (silence?: Silence) => {
      clearTimeout(timer);
      wire.stops.delete(stop);
      resolve(silence);
    };
    const stop = () => end(STOPPED);
    const timer = setTimeout(() => end(connection.isConnecting() ? UNANSWERED : { kind: 'silent' }), ms);
    wire.stops.add(stop);
    connection.talk(talk.bytes, {
      read: (bytes) => {
        if (talk.isEnough(bytes)) end();
      },
      over: (error) => end(error === undefined ? { kind: 'closed' } : failed(error)),
    });
  });
}

const UNANSWERED: Silence = { kind: 'unreachable', failure: { code: 'ETIMEDOUT', text: 'no answer' } };

function talkOf({ offer, enough, pair }: Question): Talk<Answer> {
  const hello = clientHello(offer);
  const { seen, push } = readFlight(pair?.opener(hello));
  return {
    bytes: recordOf(hello, offer.version),
    isEnough: (bytes) => {
      push(bytes);
      if (seen.done || seen.alert !== undefined || seen.broken !== undefined) return true;
      return enough === undefined ? seen.hello !== undefined : enough(seen);
    },
    result: (silence) => answerOf(seen, silence ?? { kind: 'garbage' }),
  };
}

/** A ServerHello counts, whatever happened afterwards. */
function answerOf(flight: Flight, without: Answer): Answer {
  if (flight.hello !== undefined) return { kind: 'hello', hello: flight.hello, flight };
  if (flight.alert !== undefined) return { kind: 'alert', alert: flight.alert };
  return flight.broken !== undefined ? { kind: 'garbage' } : without;
}
