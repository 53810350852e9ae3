import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('TLS to the port that stands for plaintext'),
  level: 'warning',
  kind: 'correctness',
  why: t(
    'The other broker takes the TLS handshake for a broken MQTT packet and closes the connection, again and again.',
  ),
  refs: ['IANA port 1883 (mqtt)', 'mosquitto.conf(5)'],

  *check({ outgoing }) {
    for (const { tls, port, label } of outgoing) {
      if (!tls.active || port.explicit || port.value !== 1883) continue;
      const edits = port.set(8883);
      yield {
        at: port.span,
        message: t('{label} speaks TLS but names no port, so it goes to 1883: add :8883', { label }),
        fixes: edits.length > 0 ? [{ title: t('Add port 8883'), edits, safe: false }] : [],
      };
    }
  },
});
