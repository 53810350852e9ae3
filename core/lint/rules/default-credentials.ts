import { type Message, t } from '../../facts/message';
import type { GuessableSecret } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Password or key that everybody knows'),
  level: 'error',
  kind: 'security',
  why: t('Whoever reaches the port logs in with it; with the cookie of a node he runs code on it.'),
  refs: ['CWE-798', 'CWE-1392', 'ETSI EN 303 645 provision 5.1-1'],
  brokers: ['emqx', 'nanomq'],

  *check({ guessable = [] }) {
    for (const { option, at, why } of guessable) {
      yield { at, level: LEVELS[why], message: MESSAGES[why](option) };
    }
  },
});

/** Containers set such values through the environment, which no file shows. */
const LEVELS = { published: 'error', short: 'warning', absent: 'info' } as const;

const MESSAGES: Readonly<Record<GuessableSecret['why'], (option: string) => Message>> = {
  published: (option) => t('{option} has the value that every package and manual shows: set a random one', { option }),
  absent: (option) =>
    t('{option} is not set in this file: unless the environment sets it, a value that everybody knows is taken', {
      option,
    }),
  short: (option) => t('{option} is short enough to be guessed: set at least 16 random characters', { option }),
};
