import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Option that this version of the broker does not have'),
  level: 'error',
  kind: 'correctness',
  why: t('Options come and go between versions: the broker refuses to start, or leaves the line out.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual'],
  check: ({ language }) => language['unavailable-directive'],
});
