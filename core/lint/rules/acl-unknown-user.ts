import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Access rules for a user that has no password'),
  level: 'info',
  kind: 'correctness',
  why: t('A mistyped name leaves the real user without access; an old one waits for somebody to take it.'),
  refs: ['CWE-863'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { users, knownUsers } of accessLists) {
      for (const { name, at } of users) {
        if (!knownUsers || knownUsers.has(name)) continue;
        yield { at, message: t('no password file that is named here knows the user “{name}”', { name }) };
      }
    }
  },
});
