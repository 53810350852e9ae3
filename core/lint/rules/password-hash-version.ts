import { type Message, t } from '../../facts/message';
import type { PasswordEntry } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Password hash that this version of the broker does not read'),
  level: 'error',
  kind: 'correctness',
  why: t('The user cannot log in, and from Mosquitto 2.1 on the broker does not even start.'),
  refs: ['mosquitto_passwd(1)'],
  brokers: ['mosquitto'],

  *check({ passwordFiles = [], version }) {
    for (const { entries } of passwordFiles) {
      for (const entry of entries) {
        const message = entry.fate === 'read' ? undefined : messageFor(entry, version);
        if (message) yield { at: entry.secret, message, kind: entry.fate === 'fatal' ? 'fatal' : 'correctness' };
      }
    }
  },
});

function messageFor({ user, hash }: PasswordEntry, version: string): Message | undefined {
  switch (hash.kind) {
    case 'foreign':
      return t(
        'the hash of “{user}” is {name}, which Mosquitto does not read: set the password with mosquitto_passwd',
        {
          user,
          name: hash.name,
        },
      );
    case 'argon2':
      return t('the hash of “{user}” is Argon2id, which Mosquitto reads from 2.1 on, not {version}', { user, version });
    case 'sha512':
    case 'pbkdf2-sha512':
      if (hash.saltBytes !== 12) {
        return t('the hash of “{user}” has a long salt as mosquitto_passwd 2.1 makes it; {version} does not read it', {
          user,
          version,
        });
      }
      return t('the hash of “{user}” begins with $7$, which Mosquitto reads from 2.0 on, not {version}', {
        user,
        version,
      });
    default:
      return undefined;
  }
}
