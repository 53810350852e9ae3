import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Connection with an account that may do everything'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever gets hold of the broker or its file owns the whole database.'),
  refs: ['CWE-250'],
  brokers: ['emqx'],

  *check({ outgoing }) {
    for (const { label, account } of outgoing) {
      if (!account?.value) continue;
      yield {
        at: account.span,
        message: t('{label} logs in with an administrator’s account: make one that may read these tables only', {
          label,
        }),
      };
    }
  },
});
