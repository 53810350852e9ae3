import { t } from '../../facts/message';
import { isExposed, refusesOthers } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('PROXY protocol on a port that others reach'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever connects past the proxy can pretend any client address and, with version 2, any TLS client name.'),
  refs: ['CWE-290', 'CWE-348', 'PROXY protocol specification section 5'],

  *check(model) {
    for (const listener of model.listeners) {
      const { proxy, label, exposure } = listener;
      if (!proxy || !isExposed(listener) || refusesOthers(listener)) continue;
      yield {
        at: proxy.version.span,
        level: exposure === 'private' ? 'info' : 'warning',
        message: t('{label} believes the PROXY header of everybody who reaches it: listen where only the proxy does', {
          label,
        }),
      };
    }
  },
});
