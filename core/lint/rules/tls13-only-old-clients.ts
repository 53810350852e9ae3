import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('TLS 1.3 and nothing older'),
  level: 'hint',
  kind: 'correctness',
  why: t('Many embedded clients know TLS 1.2 at most and cannot connect.'),
  refs: ['RFC 9325 section 3.1.1'],
  strict: true,

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      const { active, versions } = tls;
      if (!enabled || !active || !versions.explicit || versions.value.some((version) => version !== 'tlsv1.3'))
        continue;
      yield { at: versions.span, message: t('{label} takes TLS 1.3 only: see that every client knows it', { label }) };
    }
  },
});
