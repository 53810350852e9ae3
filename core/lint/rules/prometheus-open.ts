import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Metrics for whoever asks'),
  level: 'warning',
  kind: 'security',
  why: t('Names of nodes, numbers of clients and versions help to plan an attack.'),
  refs: ['CWE-306'],
  brokers: ['emqx'],

  *check({ metricsNeedLogin }) {
    if (!metricsNeedLogin || metricsNeedLogin.value) return;
    const edits = metricsNeedLogin.set(true);
    yield {
      at: metricsNeedLogin.span,
      message: t('metrics are served without a login on a port that others reach'),
      fixes: edits.length > 0 ? [{ title: t('Ask for a login'), edits, safe: false }] : [],
    };
  },
});
