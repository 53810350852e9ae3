import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Option in a place where it has another effect or none'),
  level: 'error',
  kind: 'correctness',
  why: t('It applies to another listener or bridge than it seems to, opens a port by itself, or stops the broker.'),
  refs: ['mosquitto.conf(5)', 'EMQX configuration manual'],
  check: ({ language }) => language['misplaced-directive'],
});
