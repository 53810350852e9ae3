/** Something failed outside: the runtime's code and words, before they are explained. */
export interface Failure {
  readonly code: string;
  readonly text: string;
  /** Set where the broker answered CONNECT, SUBSCRIBE or PUBLISH with a refusal. */
  readonly reasonCode?: number;
  readonly reasonString?: string;
  /** Set where a file of the target is to blame. */
  readonly file?: TargetFile;
}

export type TargetFile = 'ca' | 'cert' | 'key' | 'p12';

/** An outside failure on its way up. Stages throw nothing else on purpose. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
  }
}

const TIMED_OUT = 'ETIMEDOUT';
export const CANCELLED = 'CANCELLED';
/** Of an error that brings no code of its own. */
export const NO_CODE = 'UNKNOWN';

/**
 * Runs `work` with a signal that aborts after `ms` or with `outer`. The promise settles then at the latest, whether or
 * not `work` listens. (`AbortSignal.any` with `AbortSignal.timeout` may be collected early in Node 20.)
 */
export async function within<T>(
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = () => controller.abort(new FailureError({ code: CANCELLED, text: 'cancelled' }));
  const timer = setTimeout(() => {
    controller.abort(new FailureError({ code: TIMED_OUT, text: `no answer within ${ms} ms` }));
  }, ms);
  if (outer?.aborted) cancel();
  outer?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([aborted(controller.signal), work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', cancel);
  }
}

/** Rejects with the signal's reason when it aborts; never resolves. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Calls `stop` when the signal aborts, at once where it already has. Returns how to stop listening. */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (!(error instanceof Error)) return { code: NO_CODE, text: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : NO_CODE;
  return { code, text: error.message };
}
