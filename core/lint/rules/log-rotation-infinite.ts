import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Log file that grows without end'),
  level: 'info',
  kind: 'security',
  why: t('Failed logins alone fill the disk in the end, and then the broker cannot store messages either.'),
  refs: ['CWE-400', 'CWE-779'],
  brokers: ['emqx'],

  *check({ logging }) {
    for (const unlimited of logging?.unlimited ?? []) {
      const edits = unlimited.set(false);
      yield {
        at: unlimited.span,
        message: t('no new file is begun, however large this one is: limit it, unless another program rotates it'),
        fixes: edits.length > 0 ? [{ title: t('Begin a new file in time'), edits, safe: false }] : [],
      };
    }
  },
});
