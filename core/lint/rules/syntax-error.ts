import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Text that the broker cannot read, or reads otherwise than it looks'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or takes a value that nobody meant.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual'],
  check: ({ language }) => language['syntax-error'],
});
