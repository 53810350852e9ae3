import { t } from '../../facts/message';
import type { PasswordEntry, PasswordFile } from '../model';
import { rule } from '../rule';

/** What OWASP asks of PBKDF2 is far more; below this a guess costs next to nothing. `mosquitto_passwd -I` sets it. */
const FEWEST_ITERATIONS = 10_000;

export default rule({
  title: t('Password hash that is guessed quickly'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever gets the file tries billions of passwords a second against a fast hash.'),
  refs: ['CWE-916', 'OWASP Password Storage Cheat Sheet'],
  brokers: ['mosquitto'],

  *check({ passwordFiles = [], version }) {
    for (const file of passwordFiles) {
      // Mosquitto 1.x reads no other kind.
      const single = version.startsWith('1.') ? [] : weak(file, ({ hash }) => hash.kind === 'sha512');
      const [first] = single;
      if (first) {
        const message = t(
          'a single round of SHA-512 is guessed quickly ({count} in this file): set the password again, mosquitto_passwd makes $7$',
          { count: single.length },
        );
        yield { at: first.secret, message };
      }
      const few = weak(file, ({ hash }) => hash.kind === 'pbkdf2-sha512' && hash.iterations < FEWEST_ITERATIONS);
      const [least] = few;
      if (least?.hash.kind !== 'pbkdf2-sha512') continue;
      const message = t(
        '{iterations} iterations are few ({count} so in this file): set the password again with mosquitto_passwd -I 10000 or more',
        { iterations: least.hash.iterations, count: few.length },
      );
      yield { at: least.secret, message, level: 'info' };
    }
  },
});

/** A file is made in one way mostly, so it is said once: at the first entry. */
function weak({ entries }: PasswordFile, test: (entry: PasswordEntry) => boolean): readonly PasswordEntry[] {
  return entries.filter((entry) => entry.fate === 'read' && test(entry));
}
