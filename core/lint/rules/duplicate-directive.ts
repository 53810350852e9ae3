import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Option that is set twice'),
  level: 'warning',
  kind: 'correctness',
  why: t('Only one of the two counts, perhaps not the one that was meant, or the broker refuses to start.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual'],
  check: ({ language }) => language['duplicate-directive'],
});
