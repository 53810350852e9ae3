import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Revocation list for certificates that nobody asks for'),
  level: 'warning',
  kind: 'correctness',
  why: t('Clients connect without a certificate, so revoking one keeps nobody out.'),
  refs: ['CWE-299', 'RFC 5280 section 5'],

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      const { revocation, active, clientCertificate } = tls;
      if (!revocation?.explicit || !active || clientCertificate.value !== 'none') continue;
      const edits = tls.ca.explicit ? clientCertificate.set('required') : [];
      yield {
        at: revocation.span,
        message: t('{label} asks clients for no certificate, so its revocation list has no effect: require one', {
          label,
        }),
        fixes: edits.length > 0 ? [{ title: t('Require client certificates'), edits, safe: false }] : [],
      };
    }
  },
});
