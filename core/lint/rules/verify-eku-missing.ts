import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Certificates of servers are taken for those of clients'),
  level: 'info',
  kind: 'security',
  why: t('Whoever runs a server with a certificate of the same authority can log in as a client.'),
  refs: ['RFC 5280 section 4.2.1.12', 'CWE-295', 'EMQX 5.9'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      const { purposes } = tls.handshake;
      if (!purposes || purposes.value !== undefined || fragment || tls.clientCertificate.value === 'none') continue;
      const edits = purposes.set('clientAuth');
      yield {
        at: tls.clientCertificate.span,
        message: t(
          '{label} takes any certificate of its authority, that of a server too: ask for the purpose clientAuth',
          { label },
        ),
        fixes: edits.length > 0 ? [{ title: t('Ask for the purpose clientAuth'), edits, safe: false }] : [],
      };
    }
  },
});
