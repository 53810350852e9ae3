import { t } from '../../facts/message';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Security level of OpenSSL that is lowered'),
  level: 'error',
  kind: 'security',
  why: t('Small keys, SHA-1 signatures and, with OpenSSL 3, TLS 1.0 and 1.1 come back to life.'),
  refs: ['SSL_CTX_set_security_level(3)', 'RFC 8996', 'CWE-326'],
  brokers: ['mosquitto'],

  *check(model) {
    for (const { tls } of tlsEnds(model)) {
      for (const { members } of tls.ciphers) {
        for (const { text, at, remove } of members) {
          const level = /^@SECLEVEL=([01])$/.exec(text)?.[1];
          if (level === undefined) continue;
          const edits = remove();
          yield {
            at,
            message: t('{text} lowers what OpenSSL accepts below its usual level 2: leave it out', { text }),
            // Level 1 is what OpenSSL itself starts from; distributions begin at 2.
            level: level === '0' ? 'error' : 'warning',
            fixes: edits.length > 0 ? [{ title: t('Remove {text}', { text }), edits, safe: false }] : [],
          };
        }
      }
    }
  },
});
