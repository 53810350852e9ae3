import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Access rule behind one that catches everything'),
  level: 'warning',
  kind: 'correctness',
  why: t('The first rule that matches decides, so a permission or a denial that stands too late has no effect.'),
  refs: ['CWE-863', 'EMQX acl.conf'],
  brokers: ['emqx'],

  *check({ accessLists = [] }) {
    for (const { firstMatch } of accessLists) {
      for (const { at, by } of firstMatch?.unreached ?? []) {
        yield {
          at,
          message: t('this rule is never reached: one above it decides for the same clients and topics'),
          related: [{ at: by, message: t('decided here') }],
          tags: ['unnecessary'],
        };
      }
    }
  },
});
