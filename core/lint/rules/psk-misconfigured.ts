import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Pre-shared keys that no listener can use'),
  level: 'warning',
  kind: 'correctness',
  why: t('Clients with a pre-shared key cannot connect.'),
  refs: ['RFC 4279', 'EMQX manual, Enable PSK Authentication'],
  brokers: ['emqx'],

  *check({ preSharedKeys }) {
    if (!preSharedKeys || preSharedKeys.usable) return;
    yield {
      at: preSharedKeys.at,
      message: t('no TLS listener of this file offers a PSK suite together with TLS 1.2: name one in its ciphers'),
    };
  },
});
