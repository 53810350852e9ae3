import { t } from '../../facts/message';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Cipher list that does not reach TLS 1.3'),
  level: 'info',
  kind: 'security',
  why: t('Clients that speak TLS 1.3 use suites that the list does not name.'),
  refs: ['RFC 8446 appendix B.4', 'openssl-ciphers(1)'],
  strict: true,

  *check(model) {
    for (const { tls, label } of tlsEnds(model)) {
      const { active, versions, ciphers } = tls;
      if (!active || versions.value.length < 2 || !versions.value.includes('tlsv1.3')) continue;
      const [list] = ciphers;
      if (!list || ciphers.some(({ covers }) => covers.includes('tlsv1.3'))) continue;
      yield {
        at: list.at,
        message: t('{option} of {label} does not limit TLS 1.3, whose own suites stay on', {
          option: list.option,
          label,
        }),
      };
    }
  },
});
