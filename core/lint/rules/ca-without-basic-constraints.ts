import type { CertFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Authority whose certificate does not say it is one'),
  level: 'warning',
  kind: 'correctness',
  why: t('Strict clients verify nothing with it, and OpenSSL only where its key usage says keyCertSign.'),
  refs: ['RFC 5280 section 4.2.1.9', 'openssl-verify(1)'],

  *check({ references }) {
    const issuers = new Set(
      references.flatMap((reference) =>
        (pemOf(reference)?.certificates ?? []).filter(({ selfSigned }) => !selfSigned).map(({ issuer }) => issuer),
      ),
    );
    for (const reference of references) {
      if (reference.role !== 'ca') continue;
      for (const facts of pemOf(reference)?.certificates ?? []) {
        if (!actsAsAuthority(facts, issuers)) continue;
        const { subject } = facts;
        yield {
          at: reference.at,
          message: t('authority {subject} has no basic constraints: reissue it with CA:TRUE', { subject }),
        };
      }
    }
  },
});

/** A self-signed certificate may be trusted for itself alone; this one signs others, or says that it does. */
function actsAsAuthority(
  { version, isCa, selfSigned, keyUsage, subject }: CertFacts,
  issuers: ReadonlySet<string>,
): boolean {
  if (version !== 3 || isCa !== undefined || !selfSigned) return false;
  return keyUsage?.includes('keyCertSign') === true || issuers.has(subject);
}
