import { t } from '../../facts/message';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Revocation list that is out of date'),
  level: 'error',
  kind: 'correctness',
  why: t('OpenSSL trusts no certificate of the issuer any more, so every client is refused.'),
  refs: ['RFC 5280 section 5.1.2.5'],

  *check(model) {
    for (const { at, ...reference } of model.references) {
      const lists = reference.role === 'crl' ? (pemOf({ at, ...reference })?.crls ?? []) : [];
      for (const { issuer, nextUpdate } of lists) {
        if (nextUpdate === undefined || nextUpdate >= model.now) continue;
        const date = new Date(nextUpdate).toISOString().slice(0, 10);
        yield {
          at,
          message: t('the revocation list of {issuer} was good until {date}: fetch the new one and reload the broker', {
            issuer,
            date,
          }),
        };
      }
    }
  },
});
