import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('OCSP stapling without what it needs'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or clients get no proof that its certificate is not revoked.'),
  refs: ['EMQX manual: OCSP Stapling', 'RFC 6066 section 8'],
  brokers: ['emqx', 'nginx'],
  check: ({ language }) => language['ocsp-stapling-incomplete'],
});
