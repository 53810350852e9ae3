import type { Socket } from 'node:net';
import { CANCELLED, type Failure, failureOf, within } from './deadline';
import type { Mutable, Stage, StageName } from './event';
import { explain } from './explain';
import type { Situation } from './explain/situation';
import type { openMqtt as OpenMqtt } from './stages/mqtt';
import type { Target } from './target';

export interface ProbeOptions {
  /** Milliseconds since 1970 UTC, against which certificates are judged. */
  readonly now: number;
  /** Cancels the test; the stage then running ends as failed with the code `CANCELLED`. */
  readonly signal?: AbortSignal;
  /** Paths of files that may hold the authority; the first that vouches for an untrusted chain is proposed. */
  readonly authorities?: readonly string[];
}

/** One test under way. */
export interface Run {
  readonly target: Target;
  readonly options: ProbeOptions;
  readonly open: Set<Socket>;
  /** Gathered on the way, to tell one cause of a failure from another. */
  readonly evidence: Mutable<Partial<Situation>>;
  readonly openMqtt: typeof OpenMqtt;
}

/** An open connection and the address it leads to. */
export interface Connection {
  readonly socket: Socket;
  readonly address: string;
  /** How long the TCP handshake took. */
  readonly roundTripMs: number;
}

/** How long a second look may take that only tells one cause from another. */
const secondLookMs = 2000;

/** Runs one stage against its deadline; after a failure takes a second look, then explains. */
export async function stage<Name extends StageName, Facts, Value>(
  run: Run,
  name: Name,
  facts: Facts,
  work: (signal: AbortSignal) => Promise<Value>,
  lookAgain?: (failure: Failure, signal: AbortSignal) => Promise<void>,
): Promise<{ readonly event: Stage<Name, Facts>; readonly value: Value | undefined }> {
  const { target, options, evidence } = run;
  const started = performance.now();
  try {
    const value = await within(target.timeoutMs, options.signal, work);
    return { event: { name, ok: true, ms: since(started), facts }, value };
  } catch (error) {
    const ms = since(started);
    const failure = options.signal?.aborted ? { code: CANCELLED, text: 'cancelled' } : failureOf(error);
    evidence.stage = name;
    if (lookAgain !== undefined && failure.code !== CANCELLED) {
      await within(Math.min(secondLookMs, target.timeoutMs), options.signal, (signal) =>
        lookAgain(failure, signal),
      ).catch(() => undefined);
    }
    const problem = explain({ ...evidence, failure, target, now: options.now });
    return { event: { name, ok: false, ms, facts, problem }, value: undefined };
  }
}

function since(started: number): number {
  return Math.round(performance.now() - started);
}
