import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Block that lacks what the broker demands'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start until the field is there.'),
  refs: ['EMQX configuration manual', 'CWE-20'],
  brokers: ['emqx', 'nanomq', 'nginx'],
  check: ({ language }) => language['required-missing'],
});
