import { t } from '../../facts/message';
import { CANCELLED, failureOf } from '../deadline';
import { negativeTests } from '../negative';
import type { NegativeOptions, NegativeResult } from '../negative/result';
import { NOT_CONFIRMED, scan } from '../scan';
import type { ScanOptions, ScanOutcome } from '../scan/result';
import { isSecure, type Target } from '../target';
import type { Observation } from './compare';

export interface ObserveOptions extends NegativeOptions {
  /** Asked with the addresses before a scan; absent: yes. */
  readonly mayScan?: ScanOptions['mayScan'];
  /** Called with each thing that has been found out. */
  readonly onRefusal?: (result: NegativeResult) => void;
  readonly onScan?: ScanOptions['onProgress'];
}

/** Looks at a live listener in every way. Rejects only where it is cancelled. */
export async function observeListener(target: Target, options: ObserveOptions): Promise<Observation> {
  const scanned = isSecure(target) ? await scanTarget(target, options) : undefined;
  if (scanned?.ok === false && scanned.problem.code === NOT_CONFIRMED) {
    return { kind: 'not-confirmed', refusals: [], reason: scanned.problem.cause };
  }
  const refusals: NegativeResult[] = [];
  try {
    for await (const result of negativeTests(target, options)) {
      refusals.push(result);
      options.onRefusal?.(result);
    }
  } catch (error) {
    const { code } = failureOf(error);
    if (options.signal?.aborted || code === CANCELLED) throw error;
    return { kind: 'unreachable', refusals, reason: t('no connection ({code})', { code }) };
  }
  if (scanned?.ok) return { kind: 'tls', scan: scanned.result, refusals };
  const plain = isSecure(target) ? acceptsPlaintext(refusals) : true;
  const reason = scanned?.ok === false ? { reason: scanned.problem.cause } : {};
  return { kind: plain ? 'plain' : 'other', refusals, ...reason };
}

function scanTarget(target: Target, { now, signal, mayScan, onScan }: ObserveOptions): Promise<ScanOutcome> {
  const { host, port, servername, timeoutMs } = target;
  return scan(
    { host, port, ...(servername === undefined ? {} : { servername }) },
    { now, timeoutMs, signal, mayScan, onProgress: onScan },
  );
}

function acceptsPlaintext(refusals: readonly NegativeResult[]): boolean {
  return refusals.some(({ id, outcome }) => id === 'plaintext' && outcome === 'accepted');
}
