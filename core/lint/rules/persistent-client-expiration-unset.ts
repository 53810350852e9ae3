import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Sessions that are kept for ever'),
  level: 'info',
  kind: 'correctness',
  why: t('The queues of devices that never come back fill memory and disk.'),
  refs: ['CWE-770', 'mosquitto.conf(5)'],
  brokers: ['mosquitto'],
  strict: true,

  *check(model) {
    const { limits, fragment } = model;
    const exposed = model.listeners.find(isExposed);
    if (!limits || fragment || !exposed || limits.sessionExpiry.explicit) return;
    yield {
      at: limits.sessionExpiry.span,
      message: t('sessions of clients that stay away are kept for ever: set persistent_client_expiration, such as 14d'),
    };
  },
});
