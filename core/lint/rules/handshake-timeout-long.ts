import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Handshakes that may take very long'),
  level: 'info',
  kind: 'security',
  why: t('Whoever opens connections and says nothing holds them all that time.'),
  refs: ['CWE-400', 'CWE-770'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      const { value, span, explicit } = tls.handshake.timeout;
      if (!explicit || value === undefined || (value > 0 && value <= LONGEST)) continue;
      yield {
        at: span,
        message:
          value === 0
            ? t('{label} gives handshakes no time at all: set some seconds', { label })
            : t('{label} waits {seconds} seconds for a handshake: 15 are enough', {
                label,
                seconds: Math.round(value),
              }),
      };
    }
  },
});

/** Seconds; EMQX’s default is 15. */
const LONGEST = 60;
