import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Renegotiation without RFC 5746'),
  level: 'error',
  kind: 'security',
  why: t('Somebody in between can put words in front of what a client sends.'),
  refs: ['RFC 5746', 'CVE-2009-3555'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      const setting = tls.handshake?.secureRenegotiation;
      if (!enabled || !tls.active || !setting || setting.value) continue;
      const edits = setting.set(true);
      yield {
        at: setting.span,
        message: t('{label} allows renegotiation of the kind that can be attacked: demand RFC 5746', { label }),
        fixes: edits.length > 0 ? [{ title: t('Demand secure renegotiation'), edits, safe: true }] : [],
      };
    }
  },
});
