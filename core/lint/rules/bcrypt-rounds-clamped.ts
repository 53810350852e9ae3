import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Rounds of a hash that the broker does not use'),
  level: 'info',
  kind: 'correctness',
  why: t('The hashes are weaker, or made in another way, than the file says.'),
  refs: ['EMQX 5.8 emqx_authn_password_hashing'],
  brokers: ['emqx'],

  *check({ authenticators = [] }) {
    for (const { hash } of authenticators) {
      const rounds = hash?.rounds;
      if (rounds?.taken === undefined || rounds.taken === rounds.count) continue;
      yield {
        at: rounds.at,
        message: t('{option} = {count} is taken as {taken}', {
          option: rounds.option,
          count: rounds.count,
          taken: rounds.taken,
        }),
      };
    }
  },
});
