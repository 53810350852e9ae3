import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Value that the option does not take'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or reads another value out of it.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual', 'CWE-20'],
  check: ({ language }) => language['invalid-value'],
});
