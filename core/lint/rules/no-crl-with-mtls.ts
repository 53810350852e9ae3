import { t } from '../../facts/message';
import { demandsCertificate } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Client certificates that cannot be revoked'),
  level: 'hint',
  kind: 'security',
  why: t('Whoever has a stolen device’s key connects until the certificate ends.'),
  refs: ['RFC 5280 section 5', 'CWE-299'],
  strict: true,

  *check(model) {
    for (const listener of model.listeners) {
      const { tls, label, enabled } = listener;
      if (!enabled || !demandsCertificate(listener) || tls.revocation?.explicit !== false) continue;
      if (model.fragment) continue;
      yield {
        at: tls.clientCertificate.span,
        message: t(
          '{label} knows no revoked certificates: name a revocation list, or issue certificates that end soon',
          { label },
        ),
      };
    }
  },
});
