import type { CertFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate of an issuer that is not in the file of authorities'),
  level: 'hint',
  kind: 'correctness',
  why: t('That file is often handed to the clients as well, and with it they cannot verify the broker.'),
  refs: ['RFC 5280 section 6.1'],
  // The file is for the clients’ certificates; the broker’s own may come from elsewhere.
  strict: true,

  *check({ listeners }) {
    for (const { tls, enabled } of listeners) {
      const { certificate, ca } = tls;
      const chain = pemOf(certificate.value)?.certificates ?? [];
      const authorities = ca.value?.role === 'ca' ? (pemOf(ca.value)?.certificates ?? []) : [];
      const top = enabled && authorities.length > 0 ? topOf(chain) : undefined;
      if (!top || authorities.some(({ subject }) => subject === top.issuer || subject === top.subject)) continue;
      yield {
        at: certificate.span,
        message: t(
          '{issuer}, which issued this certificate, is not among the authorities: clients need it from elsewhere',
          {
            issuer: top.issuer,
          },
        ),
        related: [{ at: ca.span, message: t('the authorities are named here') }],
      };
    }
  },
});

/** The last link that the file holds above the broker’s own certificate. */
function topOf(chain: readonly CertFacts[]): CertFacts | undefined {
  let [top] = chain;
  for (let steps = 0; top && steps < chain.length; steps++) {
    const current: CertFacts = top;
    top = chain.find(({ subject, fingerprint }) => subject === current.issuer && fingerprint !== current.fingerprint);
    if (!top) return current;
  }
  return top;
}
