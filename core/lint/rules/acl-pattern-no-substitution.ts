import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Pattern without %u or %c'),
  level: 'warning',
  kind: 'security',
  why: t('Without a placeholder the topic is the same for all: every client gets it, not only its own.'),
  refs: ['CWE-863', 'mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      for (const { subject, filter, at } of rules) {
        // The broker warns too; a pattern for everything is another rule's business.
        if (subject.kind !== 'everyone' || /%[uc]/.test(filter) || filter === '#') continue;
        yield {
          at,
          message: t(
            'the pattern holds no %u or %c, so this one topic holds for every client: add one, or write topic',
          ),
        };
      }
    }
  },
});
