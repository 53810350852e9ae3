import { t } from '../../facts/message';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Revocation list of another authority'),
  level: 'error',
  kind: 'correctness',
  why: t('OpenSSL finds no list for the issuer of the client certificates, so every client is refused.'),
  refs: ['RFC 5280 section 6.3.3'],

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      const { revocation, ca, clientCertificate } = tls;
      const lists = pemOf(revocation?.value)?.crls ?? [];
      const authorities = ca.value?.role === 'ca' ? (pemOf(ca.value)?.certificates ?? []) : [];
      const [list] = lists;
      if (!revocation || !list || authorities.length === 0 || clientCertificate.value === 'none') continue;
      if (lists.some(({ issuer }) => authorities.some(({ subject }) => subject === issuer))) continue;
      yield {
        at: revocation.span,
        message: t(
          'this list is from {issuer}, which is none of the authorities of {label}: name the list of the authority that issues the client certificates',
          { issuer: list.issuer, label },
        ),
        related: [{ at: ca.span, message: t('the authorities are named here') }],
      };
    }
  },
});
