import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Broker that logs nothing'),
  level: 'warning',
  kind: 'security',
  why: t('Failed logins and errors leave no trace.'),
  refs: ['CWE-778', 'MQTT 5.0 section 5.4.7'],
  brokers: ['mosquitto'],

  *check({ logging }) {
    if (logging?.silenced)
      yield {
        at: logging.silenced,
        message: t('nothing is logged, not even errors and refused logins: name at least error, warning and notice'),
      };
  },
});
