import { t } from '../../facts/message';
import type { Fix } from '../finding';
import type { Listener } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('TLS on the port that stands for plaintext'),
  level: 'warning',
  kind: 'correctness',
  why: t('Clients that take port 1883 for plaintext lose the connection at once and do not say why.'),
  refs: ['IANA port 1883 (mqtt)', 'IANA port 8883 (secure-mqtt)'],

  *check({ listeners }) {
    for (const { enabled, implicit, tls, port, label } of listeners) {
      if (!enabled || implicit || !tls.active || port.value !== 1883) continue;
      yield {
        at: port.span,
        message: t('{label} speaks TLS on port 1883, which stands for plaintext: use 8883', { label }),
        fixes: fixFor(port),
      };
    }
  },
});

/** Clients must be told of the other port, so it is not safe. */
function fixFor(port: Listener['port']): Fix[] {
  const edits = port.set(8883);
  return edits.length > 0 ? [{ title: t('Use port 8883'), edits, safe: false }] : [];
}
