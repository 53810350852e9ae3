import type { Message } from '../../facts/message';
import type { ProblemAction } from '../event';
import type { Situation } from './situation';

/** One row of the table of known errors. */
export interface Entry {
  /** Codes without `ERR_SSL_` or `ERR_OSSL_`; compared whole. */
  readonly codes: readonly string[];
  /** Phrases of the error's text; searched without regard to case, `_`, `-` and blanks. */
  readonly texts: readonly string[];
  explain(situation: Situation): Explanation;
}

export interface Explanation {
  readonly cause: Message;
  readonly advice: Message;
  readonly action?: ProblemAction;
}

/** The configuration is where it is remedied, at this option. */
export function atOption(option: string): Required<Pick<Explanation, 'action'>> {
  return { action: { kind: 'open-configuration', option } };
}

/** The day in UTC, as ISO 8601 writes it. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
