import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Hook that lets everything pass when it does not answer'),
  level: 'error',
  kind: 'security',
  why: t('Whoever stops or slows the hook switches off what it guards.'),
  refs: ['CWE-636'],
  brokers: ['emqx'],

  *check({ hooks = [] }) {
    for (const { label, failsOpen } of hooks) {
      if (!failsOpen.value) continue;
      const edits = failsOpen.set(false);
      yield {
        at: failsOpen.span,
        message: t('{label}: what it would decide is allowed while it does not answer', { label }),
        fixes: edits.length > 0 ? [{ title: t('Deny while it does not answer'), edits, safe: false }] : [],
      };
    }
  },
});
