import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Clients choose the cipher suite'),
  level: 'info',
  kind: 'security',
  why: t('A client that prefers a weak suite gets it, though both sides know a strong one.'),
  refs: ['RFC 9325 section 4.2'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      const setting = tls.handshake?.serverOrder;
      if (!enabled || !tls.active || !setting || setting.value) continue;
      const edits = setting.set(true);
      yield {
        at: setting.span,
        message: t('{label} leaves the choice of the cipher suite to the client: let its own order decide', { label }),
        fixes: edits.length > 0 ? [{ title: t('Let the broker’s order decide'), edits, safe: true }] : [],
      };
    }
  },
});
