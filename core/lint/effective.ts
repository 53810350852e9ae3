import type { Message } from '../facts/message';
import type { Span } from './source';

/** What a configuration comes to: every option with its value and where that comes from. */
export interface Effective {
  readonly values: readonly EffectiveValue[];
  /** The merged value alone, as JSON; undefined where the broker's configuration is no such value, or none results. */
  readonly merged: string | undefined;
  /** Why the broker gets no configuration out of the files. */
  readonly problems: readonly { readonly at: Span; readonly message: Message }[];
}

export interface EffectiveValue {
  /** The listener, bridge or other part that the option belongs to, as it is written; absent where the option says it all. */
  readonly section?: string;
  /** Name or path, as in the broker's documentation. */
  readonly option: string;
  /** As one would write it in the broker's configuration. */
  readonly text: string;
  /** Not to be shown unasked. */
  readonly secret: boolean;
  readonly origin: 'file' | 'environment' | 'default';
  /** The deciding place; undefined for a default. */
  readonly at: Span | undefined;
  /** Other places that say something about the option: earlier values that do not count, or parts of the value. */
  readonly others: readonly Span[];
}

/** A value of one file that another file, read later, takes the place of. */
export interface Overridden {
  readonly option: string;
  /** The value that does not count. */
  readonly at: Span;
  /** The one that does. */
  readonly by: Span;
  /** Both say the same. */
  readonly same: boolean;
  /** The value that counts is a variable of the environment. */
  readonly fromEnvironment: boolean;
}
