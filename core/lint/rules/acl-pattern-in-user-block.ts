import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Pattern below a user that holds for everyone'),
  level: 'info',
  kind: 'correctness',
  why: t('It looks like a rule for that user, but it holds for every client, wherever it stands.'),
  refs: ['CWE-863', 'mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      for (const { subject, under, keyword, filter } of rules) {
        if (subject.kind !== 'everyone' || under === undefined) continue;
        // The last line of the list that comes with the broker, for bridges.
        if (filter === '$SYS/broker/connection/%c/state') continue;
        yield {
          at: keyword,
          message: t('this pattern holds for every client, not only for “{name}”: put it above the first user', {
            name: under,
          }),
        };
      }
    }
  },
});
