import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Listener where every client that logs in may do everything'),
  level: 'info',
  kind: 'security',
  why: t('One stolen password or one compromised device is enough to read and control all others.'),
  refs: ['CWE-862', 'MQTT 5.0 section 5.4.2', 'OWASP IoT I9'],
  strict: true,

  *check({ listeners, fragment }) {
    if (fragment) return;
    for (const { enabled, authentication, authorization, at, label } of listeners) {
      if (!enabled || authentication.length === 0 || !authorization || authorization.length > 0) continue;
      yield {
        at,
        message: t('{label}: no access list says what a client may do, so each may do everything', { label }),
      };
    }
  },
});
