import { t } from '../../facts/message';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Authority’s certificate shown by the broker itself'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever gets the key from the broker can issue certificates that every client and the broker trust.'),
  refs: ['RFC 5280 section 4.2.1.9', 'CWE-295'],

  *check(model) {
    for (const { tls, outgoing } of certifiedEnds(model)) {
      const chain = pemOf(tls.certificate.value)?.certificates ?? [];
      const [leaf] = chain;
      // With another certificate below it the chain is in the wrong order.
      if (outgoing || !leaf?.isCa || chain.some(({ isCa }) => !isCa)) continue;
      yield {
        at: tls.certificate.span,
        // A self-signed certificate that is trusted for itself is common in a small setup.
        level: leaf.selfSigned ? 'info' : 'warning',
        message: t(
          '{subject} is a certificate authority: let it issue a certificate for the broker, and keep its key elsewhere',
          { subject: leaf.subject },
        ),
      };
    }
  },
});
