import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('TLS option in a place where it does not apply'),
  level: 'error',
  kind: 'security',
  why: t('The listener that it was written for stays without the protection, or the broker refuses to start.'),
  refs: ['CWE-1188', 'CWE-319'],
  check: ({ language }) => language['misplaced-tls-option'],
});
