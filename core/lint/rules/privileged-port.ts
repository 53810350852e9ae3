import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Port below 1024 for a broker that is not root'),
  level: 'info',
  kind: 'correctness',
  why: t(
    'Since 2.0.0 the broker changes its account before it opens ports; without the capability it refuses to start.',
  ),
  refs: ['capabilities(7) CAP_NET_BIND_SERVICE', 'Mosquitto 2.0.0'],
  brokers: ['mosquitto'],

  *check(model) {
    const { listeners, account } = model;
    if (!account || account.value === 'root') return;
    for (const { enabled, port, label } of listeners) {
      const number = port.value ?? 0;
      if (!enabled || number < 1 || number > 1023) continue;
      yield {
        at: port.span,
        message: t('{label}: the account {account} needs CAP_NET_BIND_SERVICE for a port below 1024', {
          label,
          account: account.value,
        }),
      };
    }
  },
});
