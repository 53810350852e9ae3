import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Log of everything'),
  level: 'info',
  kind: 'security',
  why: t('The log holds topics and client ids of every message and grows with the traffic.'),
  refs: ['CWE-532', 'CWE-779'],
  strict: true,

  *check({ logging }) {
    for (const at of logging?.verbose ?? []) {
      yield {
        at,
        message: t('every message leaves a line with topic and client id: use it while looking for a fault only'),
      };
    }
  },
});
