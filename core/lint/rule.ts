import type { Message } from '../facts/message';
import type { BrokerId } from './broker';
import type { Draft, Kind, Level } from './finding';
import type { Model } from './model';

/** A rule is one file in `rules/`, named by its id, and one page `test/rules/<id>.md`. It is pure and keeps no state. */
export interface RuleSpec {
  /** What is wrong, as a heading; a sentence without a final full stop. */
  readonly title: Message;
  readonly level: Level;
  readonly kind: Exclude<Kind, 'fatal'>;
  /** The harm. */
  readonly why: Message;
  /** Standards, CWE ids, broker versions. */
  readonly refs: readonly string[];
  /** Absent: every broker. */
  readonly brokers?: readonly BrokerId[];
  /** Reads `model.junctions`, and is run again where there are some. `only`: finds nothing without them. */
  readonly beside?: 'only' | 'also';
  /** Only in the `strict` profile: would fire on most sound files. */
  readonly strict?: boolean;
  check(model: Model): Iterable<Draft>;
}

export interface Rule extends RuleSpec {
  readonly id: string;
}

export function rule(spec: RuleSpec): RuleSpec {
  return spec;
}
