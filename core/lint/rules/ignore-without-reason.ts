import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Ignore comment without a reason'),
  level: 'warning',
  kind: 'style',
  why: t('Whoever reads the file next must be able to tell an accepted risk from an oversight.'),
  refs: [],
  // The engine reads the comments (suppression.ts); a comment without a reason takes no effect.
  check: () => [],
});
