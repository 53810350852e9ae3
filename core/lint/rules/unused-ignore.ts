import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Ignore comment that ignores nothing'),
  level: 'warning',
  kind: 'style',
  why: t('A comment that outlives its finding hides the next one on that line.'),
  refs: [],
  // The engine knows only after all rules have run which comments were used (suppression.ts).
  check: () => [],
});
