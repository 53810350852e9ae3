import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Client certificates that never expire'),
  level: 'error',
  kind: 'security',
  why: t('A certificate that was given up long ago still opens the door.'),
  refs: ['CWE-298', 'RFC 5280 section 6.1.3'],

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      const dates = tls.checksDates;
      if (!dates || dates.value) continue;
      const edits = dates.set(true);
      yield {
        at: dates.span,
        level: tls.clientCertificate.value === 'none' ? 'info' : 'error',
        message: t('{label} takes client certificates that have expired or are not valid yet: check their dates', {
          label,
        }),
        fixes: edits.length > 0 ? [{ title: t('Check the dates'), edits, safe: false }] : [],
      };
    }
  },
});
