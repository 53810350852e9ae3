import type { Draft } from '../../finding';
import type { Workspace } from '../../load';
import type { LanguageRule } from '../../model';
import type { Reading } from './scopes';

export function languageOf(
  _reading: Reading,
  _workspace: Workspace,
  _fragment: boolean,
): Record<LanguageRule, readonly Draft[]> {
  return {
    'syntax-error': [],
    'unknown-directive': [],
    'unavailable-directive': [],
    'ignored-root': [],
    'duplicate-directive': [],
    'deprecated-directive': [],
    'misplaced-directive': [],
    'misplaced-tls-option': [],
    'invalid-value': [],
  };
}
