import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Token that is good for every client name'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever has one valid token takes any client id or user name, and with it the rights of another.'),
  refs: ['CWE-287', 'RFC 8725 section 3.10'],
  brokers: ['emqx'],

  *check({ authenticators = [] }) {
    for (const { token, label } of authenticators) {
      const binds = token?.bindsClient;
      if (!binds || binds.value) continue;
      yield {
        at: binds.span,
        message: t('{label}: no claim is compared with the client’s name: add {example}', {
          label,
          example: token.example,
        }),
      };
    }
  },
});
