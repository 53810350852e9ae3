import { t } from '../../facts/message';
import { rule } from '../rule';

/** Bytes of the digest of HS256: RFC 7518 asks for a key as long as that. */
const LEAST = 32;

export default rule({
  title: t('Key of signed tokens that is guessed'),
  level: 'error',
  kind: 'security',
  why: t('Whoever guesses the key signs himself a token for any client.'),
  refs: ['RFC 7518 section 3.2', 'CWE-521', 'CWE-798'],
  brokers: ['emqx'],

  *check({ authenticators = [] }) {
    for (const { token, label } of authenticators) {
      const secret = token?.secret;
      if (!secret || (!secret.known && secret.length >= LEAST)) continue;
      const message = secret.known
        ? t('{label}: this key is in tutorials: make one of at least {least} random bytes', { label, least: LEAST })
        : t('{label}: {length} bytes are few for a key that signs tokens: make one of at least {least} random bytes', {
            label,
            length: secret.length,
            least: LEAST,
          });
      yield { at: secret.at, message };
    }
  },
});
