import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Session tickets whose key is never changed'),
  level: 'info',
  kind: 'security',
  why: t('Whoever gets the key can decrypt recorded sessions of TLS 1.2 that were resumed with its tickets.'),
  refs: ['RFC 9325 section 3.4', 'RFC 5077 section 5.5', 'nginx 1.23.2'],
  strict: true,

  *check({ listeners }) {
    for (const listener of listeners) {
      const { tls, label } = listener;
      const { tickets } = tls;
      if (!isExposed(listener) || !tls.active || tickets?.value !== 'lasting') continue;
      const edits = tickets.set('off');
      yield {
        at: tickets.span,
        message: t('{label} keeps one key for all session tickets until it starts anew: switch tickets off', { label }),
        fixes: edits.length > 0 ? [{ title: t('Switch session tickets off'), edits, safe: true }] : [],
      };
    }
  },
});
