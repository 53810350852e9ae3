import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Password in clear in a password file'),
  level: 'error',
  kind: 'security',
  why: t('Whoever reads the file has the password, and the broker does not accept it: it wants a hash.'),
  refs: ['CWE-256', 'CWE-522', 'ETSI EN 303 645 5.1'],
  brokers: ['mosquitto'],

  *check({ passwordFiles = [] }) {
    for (const { entries } of passwordFiles) {
      for (const { user, secret, hash, fate } of entries) {
        if (hash.kind !== 'plain') continue;
        const message =
          fate === 'fatal'
            ? t(
                'the password of “{user}” stands here in clear and the broker stops: hash the file with mosquitto_passwd -U',
                {
                  user,
                },
              )
            : t(
                'the password of “{user}” stands here in clear and the broker drops the user: hash the file with mosquitto_passwd -U',
                {
                  user,
                },
              );
        yield { at: secret, message, kind: fate === 'fatal' ? 'fatal' : 'security' };
      }
    }
  },
});
