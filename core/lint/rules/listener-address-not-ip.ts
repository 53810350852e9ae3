import { parseIp } from '../../facts/address';
import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Listener on a host name'),
  level: 'info',
  kind: 'correctness',
  why: t(
    'The name is looked up once at the start: the broker does not start without a resolver, or listens where the name points that day.',
  ),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],

  *check({ listeners }) {
    for (const { address, port, label, protocol } of listeners) {
      const { value, explicit, span } = address;
      if (!explicit || value === undefined || port.value === 0 || parseIp(value) || /^localhost$/i.test(value))
        continue;
      // libwebsockets takes the name of a network interface too.
      if (protocol === 'websockets' && !value.includes('.')) continue;
      // Brackets are another finding, and a placeholder is filled in later.
      if (/[[\]${}]/.test(value)) continue;
      yield {
        at: span,
        message: t('{label} listens on whatever “{name}” stands for when the broker starts: write the IP address', {
          label,
          name: value,
        }),
      };
    }
  },
});
