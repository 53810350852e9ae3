import { t } from '../../facts/message';
import type { AccessRule } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Access rule that a denial makes void'),
  level: 'hint',
  kind: 'correctness',
  why: t('A denial wins wherever it stands; a later line does not give the topic back.'),
  refs: ['mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      const denials = new Map<string, AccessRule>();
      for (const one of rules) if (one.permission === 'deny') denials.set(keyOf(one, one.filter), one);
      if (denials.size === 0) continue;
      for (const one of rules) {
        if (one.permission === 'deny') continue;
        const denial = denials.get(keyOf(one, one.filter)) ?? denials.get(keyOf(one, '#'));
        if (!denial || (denial.filter === '#' && one.filter.startsWith('$'))) continue;
        yield {
          at: one.at,
          message: t('this has no effect: a denial for the same clients covers the topic, wherever it stands'),
          related: [{ at: denial.at, message: t('denied here') }],
        };
      }
    }
  },
});

function keyOf({ subject }: AccessRule, filter: string): string {
  return JSON.stringify([subject, filter]);
}
