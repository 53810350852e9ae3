import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Secrets of TLS sessions are written to a file'),
  level: 'error',
  kind: 'security',
  why: t('Whoever gets the file can read everything that was recorded.'),
  refs: ['CWE-532', 'RFC 9850'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      const log = tls.keyLog;
      if (!log) continue;
      const edits = log.remove();
      yield {
        at: log.at,
        message: t('{option} writes the secrets of every TLS session of {label} to a file: delete it', {
          option: log.option,
          label,
        }),
        fixes: edits.length > 0 ? [{ title: t('Delete it'), edits, safe: true }] : [],
      };
    }
  },
});
