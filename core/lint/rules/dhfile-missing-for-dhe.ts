import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('DHE cipher suites without parameters of their own'),
  level: 'info',
  kind: 'security',
  why: t('The library’s own group is used; clients that know ECDHE are better served by it.'),
  refs: ['RFC 9325 section 4.4', 'RFC 7919'],
  brokers: ['emqx'],

  *check({ listeners, fragment }) {
    for (const { enabled, tls, label } of listeners) {
      if (!enabled || !tls.active || !tls.handshake) continue;
      if (fragment || tls.handshake.dhParameters || !tls.versions.value.some((version) => version !== 'tlsv1.3'))
        continue;
      for (const { text, at, suites } of tls.ciphers.flatMap(({ members }) => members)) {
        if (!suites.some(({ keyExchange }) => keyExchange === 'dhe')) continue;
        yield {
          at,
          message: t('{text} is listed but {label} has no file of DH parameters: use ECDHE suites instead', {
            text,
            label,
          }),
        };
        break;
      }
    }
  },
});
