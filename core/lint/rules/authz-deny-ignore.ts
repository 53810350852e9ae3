import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Client that tries what it may not and stays connected'),
  level: 'info',
  kind: 'security',
  why: t('Attempts go unnoticed and cost the client nothing.'),
  refs: ['CWE-778'],
  brokers: ['emqx'],
  strict: true,

  *check({ policy }) {
    const disconnects = policy?.disconnectsOnDenial;
    if (!disconnects?.explicit || disconnects.value) return;
    const edits = disconnects.set(true);
    yield {
      at: disconnects.span,
      message: t('forbidden actions are dropped in silence: disconnect shows them, where all devices can bear it'),
      fixes: edits.length > 0 ? [{ title: t('Disconnect such clients'), edits, safe: false }] : [],
    };
  },
});
