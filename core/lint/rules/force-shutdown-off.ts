import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Overloaded connections are kept'),
  level: 'warning',
  kind: 'security',
  why: t('One client that does not read its messages can use up the memory of the broker.'),
  refs: ['CWE-770', 'CWE-400'],
  brokers: ['emqx'],

  *check({ endsOverloaded }) {
    if (!endsOverloaded?.explicit || endsOverloaded.value) return;
    const edits = endsOverloaded.set(true);
    yield {
      at: endsOverloaded.span,
      message: t('a connection whose messages pile up in memory is not ended: switch that on'),
      fixes: edits.length > 0 ? [{ title: t('End such connections'), edits, safe: false }] : [],
    };
  },
});
