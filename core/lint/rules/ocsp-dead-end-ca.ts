import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('OCSP stapling with an authority that answers no more'),
  level: 'info',
  kind: 'correctness',
  why: t('The broker asks in vain again and again, and clients get no proof.'),
  refs: ['Let’s Encrypt: Ending OCSP Support in 2025', 'RFC 6960'],
  brokers: ['emqx', 'nginx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      const { stapling } = tls;
      const address = stapling?.responder.value ?? '';
      if (!enabled || !stapling?.enabled.value || !isDead(address)) continue;
      yield {
        at: stapling.responder.span,
        message: t('Let’s Encrypt switched its OCSP responders off in August 2025: switch stapling off for {label}', {
          label,
        }),
      };
    }
  },
});

function isDead(address: string): boolean {
  return /^https?:\/\/(?:[a-z0-9-]+\.)*(?:lencr\.org|letsencrypt\.org)(?:[:/]|$)/i.test(address);
}
