import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('What no rule names is allowed'),
  level: 'warning',
  kind: 'security',
  why: t('A topic that the access list forgets is open to everybody who gets in.'),
  refs: ['CWE-276', 'CWE-862'],

  *check({ listeners, policy }) {
    const unmatched = policy?.unmatchedAllowed;
    if (!unmatched?.explicit || !unmatched.value) return;
    const edits = unmatched.set(false);
    const anybody = listeners.some((listener) => isExposed(listener) && listener.anonymous.value);
    yield {
      at: unmatched.span,
      level: anybody ? 'error' : 'warning',
      message: t('what no rule names is allowed: deny it, and see that the list itself does not end with “allow all”'),
      fixes: edits.length > 0 ? [{ title: t('Deny what no rule allows'), edits, safe: false }] : [],
    };
  },
});
