import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Status of the broker that anybody can read'),
  level: 'info',
  kind: 'security',
  why: t('$SYS tells the exact version, the load and the bridges of the broker, which helps an attacker choose.'),
  refs: ['CWE-200', 'CWE-497'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      for (const { subject, permission, actions, filter, at } of rules) {
        if (permission === 'deny' || actions === 'write' || !/^\$SYS(?:\/|$)/.test(filter)) continue;
        if (subject.kind === 'user' || subject.kind === 'condition' || /%[uc]/.test(filter)) continue;
        yield {
          at,
          message:
            subject.kind === 'anonymous'
              ? t('clients without a name may read the status of the broker; give it to a monitoring user instead')
              : t('every client may read the status of the broker; give it to a monitoring user instead'),
        };
      }
    }
  },
});
