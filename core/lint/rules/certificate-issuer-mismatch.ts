import type { CertFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import type { FileReference } from '../model';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate of an authority that has been made anew'),
  level: 'warning',
  kind: 'correctness',
  why: t('The name of the issuer is the same but its key is not, so whoever trusts the new authority refuses it.'),
  refs: ['RFC 5280 section 4.2.1.1', 'RFC 5280 section 6.1'],

  *check(model) {
    for (const { tls } of certifiedEnds(model)) {
      const { certificate, ca } = tls;
      const chain = pemOf(certificate.value)?.certificates ?? [];
      const authorities = [...trusted(ca.value), ...chain];
      const orphan = chain.find((link) => isOrphan(link, authorities));
      if (!orphan) continue;
      const { subject, issuer } = orphan;
      yield {
        at: certificate.span,
        message: t(
          '{subject} was not issued by the {issuer} that is named here but by an older one of the same name: issue it anew, or name the older one',
          { subject, issuer },
        ),
        related: [{ at: ca.span, message: t('the authorities are named here') }],
      };
    }
  },
});

/** An authority of the right name is there, but none has the key that the certificate names. */
function isOrphan({ issuer, authorityKeyId, selfSigned }: CertFacts, authorities: readonly CertFacts[]): boolean {
  if (authorityKeyId === undefined || selfSigned) return false;
  const named = authorities.filter(({ subject, isCa }) => subject === issuer && isCa);
  return (
    named.length > 0 && named.every(({ subjectKeyId }) => subjectKeyId !== undefined && subjectKeyId !== authorityKeyId)
  );
}

function trusted(reference: FileReference | undefined): readonly CertFacts[] {
  return reference?.role === 'ca' ? (pemOf(reference)?.certificates ?? []) : [];
}
