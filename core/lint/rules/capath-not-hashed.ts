import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Directory of authorities in which OpenSSL finds none'),
  level: 'error',
  kind: 'correctness',
  why: t('Nobody is trusted, and nothing says why: every client certificate, or the other broker, is refused.'),
  refs: ['openssl-rehash(1)'],

  *check({ references }) {
    for (const { role, target, at, option, path } of references) {
      if (role !== 'ca-directory' || target?.facts.kind !== 'directory') continue;
      const { names } = target.facts;
      if (!names || names.some((name) => HASH_LINK.test(name))) continue;
      yield {
        at,
        message: t(
          '{option}: “{path}” has none of the links by which OpenSSL finds an authority: run openssl rehash on it',
          { option, path },
        ),
      };
    }
  },
});

/** The hash of the subject and a number. */
const HASH_LINK = /^[\da-f]{8}\.\d+$/;
