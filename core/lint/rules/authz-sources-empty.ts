import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('No source of access rules, and what no rule names is allowed'),
  level: 'error',
  kind: 'security',
  why: t('Every client that gets in reads and publishes every topic.'),
  refs: ['CWE-862', 'OWASP IoT I9'],
  brokers: ['emqx'],

  *check({ policy }) {
    if (!policy?.emptySources || !policy.unmatchedAllowed.value) return;
    const edits = policy.unmatchedAllowed.set(false);
    yield {
      at: policy.emptySources,
      message: t('there is no source of rules and what no rule names is allowed, so every client may do everything'),
      fixes: edits.length > 0 ? [{ title: t('Deny what no rule allows'), edits, safe: false }] : [],
    };
  },
});
