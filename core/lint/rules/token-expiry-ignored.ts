import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Client that stays although its token has ended'),
  level: 'info',
  kind: 'security',
  why: t('A token that has ended or was meant for an hour keeps a connection open for weeks.'),
  refs: ['CWE-613'],
  brokers: ['emqx'],

  *check({ authenticators = [] }) {
    for (const { token, label } of authenticators) {
      const ends = token?.endsWithToken;
      if (!ends || ends.value) continue;
      yield {
        at: ends.span,
        message: t('{label}: clients stay connected after their token has ended', { label }),
        fixes: [{ title: t('Disconnect them'), edits: ends.set(true), safe: false }],
      };
    }
  },
});
