import { RECOMMENDED_SUITES } from '../../facts/cipher-suites';
import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('The broker’s own list of cipher suites'),
  level: 'info',
  kind: 'security',
  why: t('For TLS 1.2 it still holds suites without forward secrecy and with CBC.'),
  refs: ['RFC 9325 section 4.2', 'EMQX: default_ciphers'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const listener of listeners) {
      const { tls, label, implicit } = listener;
      const { suites, versions } = tls;
      if (fragment || implicit || !isExposed(listener) || !tls.active || !suites || suites.value !== undefined)
        continue;
      if (!versions.value.includes('tlsv1.2') || listener.protocol === 'quic') continue;
      const edits = suites.set(RECOMMENDED_SUITES);
      yield {
        at: suites.span,
        message: t(
          '{label} has no list of cipher suites, and the default for TLS 1.2 takes in old ones: name those of RFC 9325',
          { label },
        ),
        fixes: edits.length > 0 ? [{ title: t('Name the suites of RFC 9325'), edits, safe: false }] : [],
      };
    }
  },
});
