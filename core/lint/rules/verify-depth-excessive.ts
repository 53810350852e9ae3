import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Very long certificate chains are taken'),
  level: 'info',
  kind: 'security',
  why: t('Long chains make a handshake costly, and no sound authority issues them.'),
  refs: ['RFC 5280 section 6.1', 'CWE-400'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      const { value, span, explicit } = tls.handshake.depth;
      if (!explicit || value === undefined || value <= DEEPEST) continue;
      yield {
        at: span,
        message: t('{label} takes chains of {depth} certificates: 3 are common', { label, depth: value }),
      };
    }
  },
});

const DEEPEST = 10;
