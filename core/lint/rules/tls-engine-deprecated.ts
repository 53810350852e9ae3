import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('OpenSSL engine'),
  level: 'info',
  kind: 'correctness',
  why: t('OpenSSL 3 calls engines deprecated, and distributions leave them out one by one.'),
  refs: ['openssl-engine(1)', 'OpenSSL 3.0 migration guide'],
  brokers: ['mosquitto'],

  *check({ listeners }) {
    for (const { tls, label } of listeners) {
      const [first] = tls.engine ?? [];
      if (first)
        yield {
          at: first,
          message: t(
            '{label} loads its key through an OpenSSL engine, which OpenSSL 3 retires: plan for a provider or a key file',
            { label },
          ),
          tags: ['deprecated'],
        };
    }
  },
});
