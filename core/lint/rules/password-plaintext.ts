import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { Authenticator } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Passwords that are stored in clear'),
  level: 'error',
  kind: 'security',
  why: t('Whoever reads the file or the database has every password.'),
  refs: ['CWE-256', 'CWE-522', 'ETSI EN 303 645 5.1'],

  *check({ passwordFiles = [], authenticators = [] }) {
    yield* authenticators.flatMap(stored);
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

function stored({ label, hash, plainUsers }: Authenticator): Draft[] {
  const inStore = hash?.strength === 'plain' ? [hash.at] : [];
  return [
    ...inStore.map((at) => ({
      at,
      message: t('{label}: passwords are stored in clear: store hashes, as of bcrypt', { label }),
    })),
    ...(plainUsers
      ? [
          {
            at: plainUsers,
            level: 'warning' as const,
            message: t(
              '{label}: the file of first users holds their passwords in clear: hash them, or delete the file once it is read',
              { label },
            ),
          },
        ]
      : []),
  ];
}
