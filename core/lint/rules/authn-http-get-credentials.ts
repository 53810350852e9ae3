import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Password in the address of a request'),
  level: 'warning',
  kind: 'security',
  why: t('Addresses are kept in access logs of the server and of every proxy on the way.'),
  refs: ['CWE-598'],
  brokers: ['emqx'],

  *check({ authenticators = [] }) {
    for (const { request, label } of authenticators) {
      if (!request?.passwordInUrl) continue;
      yield {
        at: request.passwordInUrl,
        message: t('{label}: with “get” the password becomes part of the address: use “post”', { label }),
      };
    }
  },
});
