import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Name that the broker does not know'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or leaves the line out without a word.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual'],
  check: ({ language }) => language['unknown-directive'],
});
