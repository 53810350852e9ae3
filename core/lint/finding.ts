import type { Message } from '../facts/message';
import type { Edit, Span } from './source';

export const LEVELS = ['error', 'warning', 'info', 'hint'] as const;
export type Level = (typeof LEVELS)[number];

/** `fatal`: the broker version in question refuses to start because of it. */
export type Kind = 'fatal' | 'security' | 'correctness' | 'style';

export interface Related {
  readonly at: Span;
  readonly message: Message;
}

/** A change that ends the finding. Only `safe` ones (nobody is locked out or let in by surprise) take part in fix-all. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly Edit[];
  readonly safe: boolean;
}

/** What a rule yields; the engine adds the rule's id, level and kind where the rule leaves them out. */
export interface Draft {
  readonly at: Span;
  readonly message: Message;
  readonly level?: Level;
  readonly kind?: Kind;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  readonly tags?: readonly ('deprecated' | 'unnecessary')[];
}

export interface Finding extends Draft {
  readonly rule: string;
  readonly level: Level;
  readonly kind: Kind;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  readonly tags: readonly ('deprecated' | 'unnecessary')[];
}
