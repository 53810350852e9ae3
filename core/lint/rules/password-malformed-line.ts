import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Line of a password file that is no user’s'),
  level: 'warning',
  kind: 'correctness',
  why: t('The user that was meant cannot log in; from Mosquitto 2.1 on the broker does not start with some of these.'),
  refs: ['mosquitto_passwd(1)'],
  brokers: ['mosquitto'],

  *check({ passwordFiles = [] }) {
    for (const { problems, entries } of passwordFiles) {
      yield* problems;
      for (const { hash, user, secret, fate } of entries) {
        if (hash.kind !== 'damaged') continue;
        const message = t('the hash of “{user}” is damaged or cut short: set the password with mosquitto_passwd', {
          user,
        });
        yield { at: secret, message, ...(fate === 'fatal' ? { level: 'error', kind: 'fatal' } : {}) };
      }
    }
  },
});
