import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Client certificates are demanded where none can be checked'),
  level: 'error',
  kind: 'security',
  why: t('The demand has no effect and everybody connects, or the broker refuses to start.'),
  refs: ['CWE-306', 'CWE-287'],

  *check({ listeners }) {
    for (const { tls } of listeners) {
      if (tls.contradiction) yield tls.contradiction;
    }
  },
});
