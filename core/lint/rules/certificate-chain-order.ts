import { t } from '../../facts/message';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate chain that is out of order'),
  level: 'warning',
  kind: 'correctness',
  why: t('Some clients stop at the first certificate that did not sign the one before it.'),
  refs: ['RFC 5246 section 7.4.2', 'RFC 8446 section 4.4.2'],

  *check(model) {
    for (const { tls } of certifiedEnds(model)) {
      const chain = pemOf(tls.certificate.value)?.certificates ?? [];
      // An authority in the first place does not fit the key, which is a finding of its own.
      if (chain[0]?.isCa) continue;
      const index = chain.findIndex((certificate, at) => at > 0 && certificate.subject !== chain[at - 1]?.issuer);
      const [wrong, before] = [chain[index], chain[index - 1]];
      if (!wrong || !before) continue;
      yield {
        at: tls.certificate.span,
        message: t(
          'in the certificate file {subject} follows {before}, which {issuer} issued: put each certificate before that of its issuer',
          {
            subject: wrong.subject,
            before: before.subject,
            issuer: before.issuer,
          },
        ),
      };
    }
  },
});
