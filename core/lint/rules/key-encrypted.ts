import { t } from '../../facts/message';
import { kindOf, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Private key that is protected by a pass phrase'),
  level: 'error',
  kind: 'correctness',
  why: t('Mosquitto asks for the pass phrase on the terminal; as a service it has none and refuses to start.'),
  refs: ['mosquitto.conf(5)'],
  // EMQX has an option for the pass phrase.
  brokers: ['mosquitto'],

  *check({ references }) {
    for (const reference of references) {
      const keys = reference.role === 'private-key' ? (pemOf(reference)?.keys ?? []) : [];
      if (keys.length === 0 || keys.some(({ encrypted }) => !encrypted)) continue;
      const { at, path, option } = reference;
      const message = t('{option}: the key in “{path}” needs a pass phrase: decrypt it with “openssl pkey”', {
        option,
        path,
      });
      yield { at, message, kind: kindOf(reference, 'correctness') };
    }
  },
});
