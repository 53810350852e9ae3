import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Session tickets without a seed'),
  level: 'warning',
  kind: 'correctness',
  why: t('The broker leaves session tickets off, and says so in its log only.'),
  refs: ['RFC 8446 section 2.2', 'EMQX 5.10'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      const at = tls.handshake.ticketsWithoutSeed;
      if (!at) continue;
      const message = t(
        '{label} hands out no session tickets: this file sets no seed for their keys (node.tls_stateless_tickets_seed)',
        { label },
      );
      yield { at, message };
    }
  },
});
