import { t } from '../../facts/message';
import type { AccessUser } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('User that an access list names twice'),
  level: 'hint',
  kind: 'style',
  why: t('Both parts count, so whoever reads only one of them believes that the user may do less.'),
  refs: ['mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { users } of accessLists) {
      const seen = new Map<string, AccessUser>();
      for (const user of users) {
        const first = seen.get(user.name);
        if (!first) seen.set(user.name, user);
        else {
          yield {
            at: user.at,
            message: t('“{name}” is named above already; the rules of both places count', { name: user.name }),
            related: [{ at: first.at, message: t('named here first') }],
          };
        }
      }
    }
  },
});
