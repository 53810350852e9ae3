import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Pre-shared keys that keep TLS 1.3 out'),
  level: 'info',
  kind: 'security',
  why: t('The handshake of TLS 1.2 with pre-shared keys has no forward secrecy.'),
  refs: ['RFC 4279', 'RFC 9257', 'Mosquitto 2.0.12'],
  brokers: ['mosquitto'],
  strict: true,

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      if (!tls.preShared?.excludesTls13) continue;
      yield {
        at: tls.preShared.at,
        message: t('{label} speaks TLS 1.2 at most because of its pre-shared keys: certificates allow TLS 1.3', {
          label,
        }),
      };
    }
  },
});
