import type { Message } from '../../facts/message';
import type { StageEvent } from '../event';
import type { LiveDifference } from '../live';
import type { NegativeResult } from '../negative/result';
import type { RuntimeVersions } from '../report';
import type { ScanOutcome } from '../scan/result';
import type { Address } from '../target';

/** Everything that was found out in one go. Plain data without secrets: safe to show, save and serialise. */
export interface FullReport {
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly versions: RuntimeVersions;
  readonly parts: readonly ReportPart[];
}

/** One broker, or one listener of a configuration. What is absent was not asked for, or has not been reached yet. */
export interface ReportPart {
  /** `listener 8883`, where it is one of a configuration. */
  readonly label?: string;
  readonly address: Address;
  readonly events: readonly StageEvent[];
  readonly scan?: ScanOutcome;
  readonly refusals?: readonly NegativeResult[];
  /** Against the configuration; empty: as the file says. */
  readonly differences?: readonly ReportDifference[];
  /** Why something that was asked for could not be found out. */
  readonly problems?: readonly Message[];
}

export interface ReportDifference extends Pick<LiveDifference, 'id' | 'level' | 'message'> {
  /** Name of the file as a person knows it; without a folder of this machine. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export function hasResults({ events, scan, refusals, differences }: ReportPart): boolean {
  return events.length > 0 || Boolean(scan ?? refusals ?? differences);
}
