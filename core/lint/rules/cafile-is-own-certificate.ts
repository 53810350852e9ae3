import { t } from '../../facts/message';
import type { Draft, Fix } from '../finding';
import type { FileReference, Listener } from '../model';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Own certificate in the place of the authority'),
  level: 'warning',
  kind: 'correctness',
  why: t(
    'Nobody’s certificate can be verified with it, and the other side sees a certificate that is not the broker’s.',
  ),
  refs: ['RFC 5280 section 6.1', 'mosquitto.conf(5)'],

  *check(model) {
    for (const { tls } of certifiedEnds(model)) {
      const draft = swapped(tls) ?? same(tls);
      if (draft) yield draft;
    }
  },
});

type Tls = Pick<Listener['tls'], 'ca' | 'certificate'>;

/** The “authority” was issued by the “certificate”, which is one itself. */
function swapped({ ca, certificate }: Tls): Draft | undefined {
  const [first] = pemOf(certificate.value)?.certificates ?? [];
  const [second, ...more] = certificatesOf(ca.value);
  if (!first?.isCa || !second || more.length > 0 || second.isCa || second.selfSigned) return undefined;
  if (second.issuer !== first.subject) return undefined;
  const edits = [...ca.set(certificate.value), ...certificate.set(ca.value)];
  const fixes: Fix[] = edits.length > 1 ? [{ title: t('Swap certificate and authority'), edits, safe: true }] : [];
  return {
    at: ca.span,
    message: t('{leaf} is no authority, but {authority} in the place of the certificate issued it: swap the two', {
      leaf: second.subject,
      authority: first.subject,
    }),
    related: [{ at: certificate.span, message: t('the certificate is named here') }],
    fixes,
  };
}

/** A self-signed certificate that is trusted for itself is a small setup that works; one with its chain holds an authority. */
function same({ ca, certificate }: Tls): Draft | undefined {
  const own = certificatesOf(certificate.value);
  const trusted = certificatesOf(ca.value);
  const [leaf] = own;
  if (!leaf || leaf.selfSigned || trusted.length === 0) return undefined;
  if (!trusted.every(({ fingerprint, isCa }) => fingerprint === leaf.fingerprint && !isCa)) return undefined;
  return {
    at: ca.span,
    message: t('this is the certificate {subject} itself: name the certificate of its issuer, {issuer}', {
      subject: leaf.subject,
      issuer: leaf.issuer,
    }),
    related: [{ at: certificate.span, message: t('the certificate is named here') }],
  };
}

function certificatesOf(reference: FileReference | undefined) {
  return reference?.role === 'ca-directory' ? [] : (pemOf(reference)?.certificates ?? []);
}
