import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Unix socket that the broker’s group may use'),
  level: 'info',
  kind: 'security',
  why: t('Every account in the group of the broker can connect, and TLS does not stand in between.'),
  refs: ['CWE-732'],
  brokers: ['mosquitto'],
  strict: true,

  *check({ listeners }) {
    for (const { enabled, exposure, at, address } of listeners) {
      if (!enabled || exposure !== 'unix-socket') continue;
      yield {
        at,
        message: t('“{path}” is made with mode 770: see who is in the group of the broker, and protect the directory', {
          path: address.value ?? '',
        }),
      };
    }
  },
});
