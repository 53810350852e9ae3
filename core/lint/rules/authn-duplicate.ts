import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Second authenticator of the same kind in a chain'),
  level: 'warning',
  kind: 'correctness',
  why: t('The broker creates the first only, so that what the second says is not in force.'),
  refs: ['EMQX configuration manual'],
  brokers: ['emqx'],

  *check({ authenticators = [] }) {
    const seen = new Set<string>();
    for (const { chain, kind, label, at } of authenticators) {
      const key = `${chain} ${kind}`;
      if (seen.has(key)) {
        yield { at, message: t('{label}: there is one of this kind in the chain already: keep one', { label }) };
      }
      seen.add(key);
    }
  },
});
