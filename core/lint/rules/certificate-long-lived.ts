import { t } from '../../facts/message';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate that lasts for years'),
  level: 'info',
  kind: 'security',
  why: t('A stolen key stays useful for as long, and nobody practises the renewal.'),
  refs: ['CA/Browser Forum Baseline Requirements section 6.3.2', 'NIST SP 800-57'],
  strict: true,

  *check(model) {
    for (const { tls } of certifiedEnds(model)) {
      const [leaf] = pemOf(tls.certificate.value)?.certificates ?? [];
      const days = leaf ? Math.round((leaf.notAfter - leaf.notBefore) / DAY) : 0;
      if (!leaf || days <= MOST_DAYS) continue;
      yield {
        at: tls.certificate.span,
        message: t('certificate {subject} is valid for {days} days: issue it for {most} at most', {
          subject: leaf.subject,
          days,
          most: MOST_DAYS,
        }),
      };
    }
  },
});

const DAY = 86_400_000;

/** The longest that a public authority may grant, until 15 March 2026. */
const MOST_DAYS = 398;
