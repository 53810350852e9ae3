import type { Message } from '../../../../facts/message';
import type { Draft, Fix } from '../../../finding';
import type { Edit, Span } from '../../../source';

type Extras = Pick<Draft, 'related' | 'fixes' | 'tags' | 'level'>;

/** The broker version in question refuses to start because of this. */
export function fatal(at: Span, message: Message, extras: Extras = {}): Draft {
  return { at, message, level: 'error', kind: 'fatal', ...extras };
}

/** The broker runs, but not as the text says. */
export function warning(at: Span, message: Message, extras: Extras = {}): Draft {
  return { at, message, level: 'warning', kind: 'correctness', ...extras };
}

export function fix(title: Message, edits: readonly Edit[], safe: boolean): readonly Fix[] {
  return edits.length > 0 ? [{ title, edits, safe }] : [];
}
