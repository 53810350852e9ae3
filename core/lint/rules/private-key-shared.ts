import type { CertFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';
import type { Span } from '../source';

export default rule({
  title: t('One private key for several certificates'),
  level: 'info',
  kind: 'security',
  why: t('Whoever gets the key of one service has that of the other, and both must be replaced at once.'),
  refs: ['NIST SP 800-57 part 1 section 5.2', 'CWE-323'],

  *check(model) {
    const seen = new Map<string, { readonly facts: CertFacts; readonly at: Span }>();
    for (const { tls } of certifiedEnds(model)) {
      const [leaf] = pemOf(tls.certificate.value)?.certificates ?? [];
      if (!leaf) continue;
      const at = tls.certificate.span;
      const first = seen.get(leaf.key.spki);
      if (!first) seen.set(leaf.key.spki, { facts: leaf, at });
      // A renewed certificate of the same name may keep its key.
      if (!first || first.facts.fingerprint === leaf.fingerprint || first.facts.subject === leaf.subject) continue;
      yield {
        at,
        message: t('{subject} has the same private key as {other}: issue each with a key of its own', {
          subject: leaf.subject,
          other: first.facts.subject,
        }),
        related: [{ at: first.at, message: t('the other certificate is named here') }],
      };
    }
  },
});
