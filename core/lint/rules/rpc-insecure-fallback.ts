import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Calls between nodes that may fall back to plaintext'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever disturbs the encrypted connection gets the plaintext one.'),
  refs: ['CWE-757'],
  brokers: ['emqx'],

  *check({ cluster }) {
    const fallback = cluster?.plaintextFallback;
    if (!fallback?.value) return;
    const edits = fallback.set(false);
    yield {
      at: fallback.span,
      message: t('TLS is set up for calls between nodes, and plaintext stays allowed: set insecure_fallback to false'),
      fixes: edits.length > 0 ? [{ title: t('Allow no plaintext'), edits, safe: false }] : [],
    };
  },
});
