import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener that the broker opens by itself'),
  level: 'info',
  kind: 'security',
  why: t('A port is open that nobody asked for, with the certificate of the package, whose key is public.'),
  refs: ['CWE-1188', 'CWE-321', 'EMQX configuration manual'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const listener of listeners) {
      const { implicit, tls, label, at, close } = listener;
      // Those without TLS are `plaintext-listener`.
      if (!implicit || !tls.active || !isExposed(listener)) continue;
      const edits = close?.() ?? [];
      yield {
        at,
        message: t(
          '{label} is opened although the file does not name it, with the certificate of the package: switch it off',
          {
            label,
          },
        ),
        fixes: edits.length > 0 ? [{ title: t('Switch it off'), edits, safe: false }] : [],
      };
    }
  },
});
