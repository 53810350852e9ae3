import { t } from '../../facts/message';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Client certificates of any public authority'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever has a certificate from any public authority can log in.'),
  refs: ['CWE-295', 'RFC 5280 section 6.1.1'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      const { ca, clientCertificate } = tls;
      if (!enabled || !tls.active || !ca.value || clientCertificate.value === 'none') continue;
      const many = (pemOf(ca.value)?.certificates.length ?? 0) >= MANY;
      if (!many && !SYSTEM_STORE.test(ca.value.path)) continue;
      yield {
        at: ca.span,
        message: t('{label} takes client certificates of every authority in “{path}”: name your own authority only', {
          label,
          path: ca.value.path,
        }),
      };
    }
  },
});

/** Nobody runs as many authorities for their own devices. */
const MANY = 30;

const SYSTEM_STORE =
  /^\/(?:etc\/ssl\/certs(?:\/ca-certificates\.crt|\/ca-bundle\.crt)?|etc\/pki\/tls\/certs\/ca-bundle\.crt|etc\/ssl\/cert\.pem|usr\/share\/ca-certificates)\/?$/;
