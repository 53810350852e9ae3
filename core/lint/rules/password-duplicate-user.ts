import { t } from '../../facts/message';
import type { PasswordEntry } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('User with two passwords'),
  level: 'warning',
  kind: 'correctness',
  why: t('Only one of the two counts, perhaps the old one; from Mosquitto 2.1 on the broker does not start.'),
  refs: ['mosquitto_passwd(1)'],
  brokers: ['mosquitto'],

  *check({ passwordFiles = [], version }) {
    for (const { entries, opened } of passwordFiles) {
      const seen = new Map<string, PasswordEntry>();
      for (const entry of entries) {
        const first = seen.get(entry.user);
        if (!first) seen.set(entry.user, entry);
        else {
          yield {
            at: entry.at,
            message: t('“{user}” is there twice; delete one of the lines', { user: entry.user }),
            ...(opened && isStrict(version) ? { level: 'error', kind: 'fatal' } : {}),
            related: [{ at: first.at, message: t('the first one') }],
          };
        }
      }
    }
  },
});

function isStrict(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 1);
}
