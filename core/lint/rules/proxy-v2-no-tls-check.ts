import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Proxy that may pass on plaintext clients'),
  level: 'info',
  kind: 'security',
  why: t('A client that reached the proxy without TLS is served like any other.'),
  refs: ['CWE-319', 'PROXY protocol specification section 2.2.5'],
  strict: true,

  *check({ listeners }) {
    for (const { proxy, label } of listeners) {
      const demand = proxy?.demandsTls;
      if (!proxy || !demand || demand.value) continue;
      const edits = demand.set(true);
      yield {
        at: demand.explicit ? demand.span : proxy.version.span,
        message: t('{label} serves clients that reached the proxy without TLS too: demand it', { label }),
        fixes: edits.length > 0 ? [{ title: t('Demand TLS of clients of the proxy'), edits, safe: false }] : [],
      };
    }
  },
});
