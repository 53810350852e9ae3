import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Broker that serves only the machine it runs on'),
  level: 'hint',
  kind: 'correctness',
  why: t('Clients on other machines cannot connect, and those on this one need no password.'),
  refs: ['mosquitto.conf(5)', 'Mosquitto 2.0.0'],

  *check({ listeners }) {
    for (const { implicit, exposure, at, anonymous } of listeners) {
      if (!implicit || exposure !== 'loopback') continue;
      yield {
        at,
        message: anonymous.value
          ? t(
              'no listener is defined, so the broker serves this machine only, and lets everybody in: add “listener 1883” to be reached',
            )
          : t('no listener is defined, so the broker serves this machine only: add “listener 1883” to be reached'),
      };
    }
  },
});
