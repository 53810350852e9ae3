import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Pre-shared keys without any key'),
  level: 'error',
  kind: 'correctness',
  why: t('No client can connect to the listener.'),
  refs: ['mosquitto.conf(5)', 'RFC 4279'],
  brokers: ['mosquitto'],

  *check(model) {
    const { listeners, references, fragment } = model;
    // A file may be common to several listeners, and a plugin may know the keys.
    if (fragment || references.some(({ role }) => role === 'psk-file' || role === 'plugin')) return;
    for (const { tls, label, enabled } of listeners) {
      const { preShared, certificate } = tls;
      if (!enabled || !preShared || preShared.sources.length > 0) continue;
      yield {
        at: preShared.at,
        level: certificate.explicit ? 'warning' : 'error',
        message: t('{label} offers pre-shared keys but knows none: add psk_file', { label }),
      };
    }
  },
});
