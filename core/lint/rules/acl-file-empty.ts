import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Access list without a rule'),
  level: 'warning',
  kind: 'correctness',
  why: t('What no rule allows is denied, so no client may do anything.'),
  refs: ['CVE-2018-12550', 'mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { file, rules, problems } of accessLists) {
      if (rules.length > 0 || problems.length > 0) continue;
      const message = t('the list holds no rule, so no client may read or write anything; up to 1.5.3 it allowed all');
      yield { at: { file, start: 0, end: 0 }, message };
    }
  },
});
