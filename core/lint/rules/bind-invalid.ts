import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Address that no listener can be opened on'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start.'),
  refs: ['EMQX configuration manual', 'CWE-20'],
  brokers: ['emqx', 'nginx'],
  check: ({ language }) => language['bind-invalid'],
});
