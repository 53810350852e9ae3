import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('TLS option that the enabled versions leave no use for'),
  level: 'info',
  kind: 'correctness',
  why: t('The broker drops it with a line in its log; what it was meant to do does not happen.'),
  refs: ['RFC 8446 appendix D', 'EMQX: drop_incompatible_tls_option'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      for (const { at, option, needs } of tls.handshake.unused) {
        const message = t('{option} has no effect: it is for {needs}, which {label} does not speak', {
          option,
          needs,
          label,
        });
        yield { at, message, tags: ['unnecessary'] };
      }
    }
  },
});
