import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Dashboard that a line seems to close or open, and does not'),
  level: 'error',
  kind: 'security',
  why: t('The dashboard can be reached in clear though it looks switched off.'),
  refs: ['EMQX 5.1.0', 'CWE-319', 'CWE-1188'],
  brokers: ['emqx'],
  check: ({ language }) => language['dashboard-http-enable-ignored'],
});
