import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Topics above the first user, which hold for clients without a name only'),
  level: 'info',
  kind: 'correctness',
  why: t('Such lines look as if they held for everyone, but a client with a user name never gets them.'),
  refs: ['mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules, users, anonymousClients } of accessLists) {
      const first = rules.find(({ subject }) => subject.kind === 'anonymous');
      if (!first) continue;
      if (anonymousClients === false) {
        const message = t(
          'this holds for clients without a name, and none is let in: write pattern for everyone, or a user above',
        );
        yield { at: first.keyword, message, level: 'warning' };
      } else if (users.length > 0) {
        yield { at: first.keyword, message: t('above the first user this holds for clients without a name only') };
      }
    }
  },
});
