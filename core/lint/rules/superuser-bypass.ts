import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Accounts that no access rule holds for'),
  level: 'info',
  kind: 'security',
  why: t('Whoever can write that column, or learns such a password, reads and writes every topic.'),
  refs: ['CWE-250', 'CWE-269', 'EMQX 5.8 emqx_access_control'],
  brokers: ['emqx'],
  strict: true,

  *check({ authenticators = [] }) {
    for (const { superusers, label } of authenticators) {
      if (!superusers) continue;
      yield {
        at: superusers,
        message: t(
          '{label} also answers who is a superuser, for whom no access rule holds: leave that out where nobody needs it',
          { label },
        ),
      };
    }
  },
});
