import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Certificate of the other side is checked against no authority'),
  level: 'error',
  kind: 'correctness',
  why: t('Every connection fails, as the TLS library refuses such a check.'),
  refs: ['RFC 5280 section 6.1', 'OTP ssl, cacerts'],
  brokers: ['emqx'],

  *check({ outgoing }) {
    for (const { label, tls } of outgoing) {
      const { active, checksPeer, ca } = tls;
      if (!active || !checksPeer?.explicit || !checksPeer.value || ca.value || ca.explicit) continue;
      yield {
        at: checksPeer.span,
        message: t('{label} checks the certificate against no authority: name it in cacertfile', { label }),
      };
    }
  },
});
