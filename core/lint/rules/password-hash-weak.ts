import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { PasswordEntry, PasswordFile, PasswordHashing, Rounds } from '../model';
import { rule } from '../rule';

/** What OWASP asks of PBKDF2 is far more; below this a guess costs next to nothing. `mosquitto_passwd -I` sets it. */
const FEWEST_ITERATIONS = 10_000;

export default rule({
  title: t('Password hash that is guessed quickly'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever gets the hashes tries billions of passwords a second against a fast hash.'),
  refs: ['CWE-916', 'OWASP Password Storage Cheat Sheet'],

  *check({ passwordFiles = [], authenticators = [], version }) {
    for (const { hash } of authenticators) yield* hash ? hashing(hash) : [];
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

/** How an authenticator of the configuration hashes. */
function* hashing({ at, name, strength, unsalted, rounds, weakDigest }: PasswordHashing): Iterable<Draft> {
  if (strength === 'broken')
    yield { at, level: 'error', message: t('{name} is broken and quick: use bcrypt or pbkdf2', { name }) };
  if (strength === 'single-round')
    yield { at, level: 'info', message: t('one round of {name} is guessed quickly: use bcrypt or pbkdf2', { name }) };
  if (unsalted)
    yield {
      at: unsalted,
      level: 'error',
      message: t('without a salt equal passwords have equal hashes, which are in tables: use a salt'),
    };
  if (weakDigest) yield { at: weakDigest, message: t('pbkdf2 with a broken digest: use sha256 or sha512') };
  if (rounds && rounds.count < rounds.least) yield few(name, rounds);
}

function few(name: string, { at, option, count, least }: Rounds): Draft {
  const level = name === 'scram' ? 'error' : 'warning';
  return { at, level, message: t('{option} = {count} is guessed quickly: at least {least}', { option, count, least }) };
}
