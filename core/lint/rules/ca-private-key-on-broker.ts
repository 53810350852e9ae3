import { t } from '../../facts/message';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Private key of an authority on the broker'),
  level: 'error',
  kind: 'security',
  why: t('Whoever breaks into the broker can issue certificates for any client and any server.'),
  refs: ['NIST SP 800-57', 'CWE-522'],

  *check(model) {
    const { references } = model;
    const shown = new Set(
      certifiedEnds(model).map(({ tls }) => pemOf(tls.certificate.value)?.certificates[0]?.key.spki),
    );
    const authorities = new Map(
      references
        .filter(({ role }) => role === 'ca')
        .flatMap((reference) => pemOf(reference)?.certificates ?? [])
        .filter(({ isCa, selfSigned, key }) => (isCa || selfSigned) && !shown.has(key.spki))
        .map(({ key, subject }) => [key.spki, subject]),
    );
    for (const reference of references) {
      for (const key of pemOf(reference)?.keys ?? []) {
        const subject = key.encrypted ? undefined : authorities.get(key.key.spki);
        if (subject === undefined) continue;
        const { at, path } = reference;
        yield {
          at,
          message: t('“{path}” holds the private key of the authority {subject}: keep it off the broker', {
            path,
            subject,
          }),
        };
      }
    }
  },
});
