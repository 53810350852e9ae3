import { t } from '../../facts/message';
import type { Entry, Explanation } from './entry';

/** An authority in the chain of the server's certificate has signed what it must not. */
export const authorityEntries: readonly Entry[] = [
  {
    codes: ['INVALID_CA'],
    texts: ['invalid ca certificate', 'key usage does not include certificate signing'],
    explain: notAnAuthority,
  },
  {
    codes: ['CERT_CHAIN_TOO_LONG', 'PATH_LENGTH_EXCEEDED'],
    texts: ['certificate chain too long', 'path length constraint exceeded'],
    explain: () => ({
      cause: t('The chain of the broker certificate has more authorities between it and its root than are allowed.'),
      advice: t('Sign the broker certificate with the authority itself or with one intermediate.'),
    }),
  },
  {
    codes: [],
    texts: ['permitted subtree violation', 'excluded subtree violation'],
    explain: () => ({
      cause: t(
        'An authority in the chain may sign for certain names only (name constraints), and the broker certificate holds another.',
      ),
      advice: t('Issue the broker certificate with names that the authority may sign, or by another authority.'),
    }),
  },
  {
    codes: [],
    texts: ['unhandled critical extension'],
    explain: () => ({
      cause: t('A certificate in the chain holds a critical extension that the TLS library here does not know.'),
      advice: t('Issue the certificate again without that extension, or with the extension not marked critical.'),
    }),
  },
];

export function notAnAuthority(): Explanation {
  return {
    cause: t(
      "A certificate in the broker's chain signs others although it is no authority (basicConstraints CA:FALSE).",
    ),
    advice: t('Give the real authority as CA file, and sign the broker certificate with it.'),
  };
}
