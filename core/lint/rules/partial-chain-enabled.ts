import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Trust that ends at an intermediate authority'),
  level: 'warning',
  kind: 'security',
  why: t('Revoking or replacing the authority above it no longer keeps anybody out.'),
  refs: ['CWE-296', 'RFC 5280 section 6.1'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      const { value, span } = tls.handshake.partialChain;
      if (value === 'no' || tls.clientCertificate.value === 'none') continue;
      yield value === 'rotation'
        ? {
            at: span,
            level: 'info',
            message: t(
              '{label} takes two authorities as the end of a chain: take this back after the change of authorities',
              { label },
            ),
          }
        : {
            at: span,
            message: t('{label} trusts an intermediate authority without the one above it: name the root instead', {
              label,
            }),
          };
    }
  },
});
