import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Demand for a password that the broker does not heed'),
  level: 'warning',
  kind: 'security',
  why: t('Every program on the machine connects without a password.'),
  refs: ['Mosquitto 2.0.21', 'CWE-306'],
  brokers: ['mosquitto'],

  *check({ listeners }) {
    for (const { unheeded = [] } of listeners) {
      for (const at of unheeded) {
        yield {
          at,
          message: t(
            'without a listener line everybody on this machine gets in without a password: add “listener 1883 127.0.0.1”',
          ),
        };
      }
    }
  },
});
