import { t } from '../../facts/message';
import type { CipherList } from '../model';
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
      if (!list || ciphers.some(reachesTls13)) continue;
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

/** A list for all versions leaves TLS 1.3 open too where it names no suite of it and the broker adds its own. */
function reachesTls13({ covers, addsTls13, members }: CipherList): boolean {
  if (!covers.includes('tlsv1.3')) return false;
  const suites = members.flatMap((member) => member.suites);
  return !addsTls13 || suites.length === 0 || suites.some(({ since }) => since === 'tlsv1.3');
}
