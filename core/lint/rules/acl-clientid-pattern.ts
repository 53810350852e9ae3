import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Access by client id, which clients choose themselves'),
  level: 'info',
  kind: 'security',
  why: t('A client that names itself after another one gets the topics of that one.'),
  refs: ['CWE-290', 'CWE-639'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules, clientIdsProven } of accessLists) {
      if (clientIdsProven !== false) continue;
      for (const { subject, permission, filter, at } of rules) {
        if (subject.kind !== 'everyone' || permission === 'deny' || !filter.includes('%c')) continue;
        // Where a bridge says that it is up: little to gain, and in every example.
        if (filter === '$SYS/broker/connection/%c/state') continue;
        yield {
          at,
          message: t(
            'clients choose their id, so %c proves nothing: use %u, or set use_username_as_clientid true on every listener',
          ),
        };
      }
    }
  },
});
