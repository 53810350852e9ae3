import type { CertFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import { kindOf, pemOf, tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Private key that does not belong to the certificate'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or no TLS connection comes about.'),
  refs: ['RFC 8446 section 4.4.2'],

  *check(model) {
    for (const { tls } of tlsEnds(model)) {
      const { certificate, privateKey } = tls;
      const [own, ...chain] = pemOf(certificate.value)?.certificates ?? [];
      const keys = (pemOf(privateKey.value)?.keys ?? []).filter((facts) => !facts.encrypted).map(({ key }) => key.spki);
      if (!own || !privateKey.value || keys.length === 0 || keys.includes(own.key.spki)) continue;
      const other = chain.find(({ key }) => keys.includes(key.spki));
      yield {
        at: privateKey.span,
        message: messageFor(own, other),
        kind: kindOf(privateKey.value, 'correctness'),
        related: [{ at: certificate.span, message: t('the certificate is named here') }],
      };
    }
  },
});

/** The broker’s own certificate must be the first of its chain. */
function messageFor({ subject }: CertFacts, other: CertFacts | undefined): Message {
  if (!other)
    return t('this key does not belong to the certificate {subject}: name the key it was issued for', { subject });
  return t('this key belongs to {other}, which must come first in the certificate file, before {subject}', {
    other: other.subject,
    subject,
  });
}
