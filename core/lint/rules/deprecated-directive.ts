import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Option that is deprecated or no longer has an effect'),
  level: 'warning',
  kind: 'correctness',
  why: t('The next version may refuse it, or it is left out already.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual'],
  check: ({ language }) => language['deprecated-directive'],
});
