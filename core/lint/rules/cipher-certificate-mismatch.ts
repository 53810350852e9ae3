import type { PublicKeyFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import type { CipherList } from '../model';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Cipher suites that the certificate cannot serve'),
  level: 'error',
  kind: 'correctness',
  why: t('No client can connect with TLS 1.2; those with TLS 1.3 hide the mistake.'),
  refs: ['RFC 8422 section 2', 'openssl-ciphers(1)'],

  *check(model) {
    for (const { tls, label } of model.listeners) {
      const [leaf] = pemOf(tls.certificate.value)?.certificates ?? [];
      if (!tls.active || !leaf) continue;
      for (const list of tls.ciphers) {
        if (!mismatches(list, leaf.key.type)) continue;
        const others = tls.versions.value.includes('tlsv1.3');
        yield {
          at: list.at,
          level: others ? 'warning' : 'error',
          message: t(
            'the certificate of {label} has a key of type {type}, and none of these suites works with it: add {prefix} suites',
            {
              label,
              type: leaf.key.type.toUpperCase(),
              prefix: leaf.key.type === 'rsa' ? 'ECDHE-RSA' : 'ECDHE-ECDSA',
            },
          ),
          related: [{ at: tls.certificate.span, message: t('the certificate is named here') }],
        };
      }
    }
  },
});

/** Every suite up to TLS 1.2 is signed with the other kind of key. */
function mismatches({ members }: CipherList, type: PublicKeyFacts['type']): boolean {
  if (type !== 'rsa' && type !== 'ec') return false;
  const suites = members.flatMap((member) => member.suites).filter(({ since }) => since !== 'tlsv1.3');
  const wrong = type === 'rsa' ? 'ecdsa' : 'rsa';
  return suites.length > 0 && suites.every(({ authentication }) => authentication === wrong);
}
