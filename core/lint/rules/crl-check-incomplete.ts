import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Revocation check that the broker refuses'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, so no revoked certificate is kept out either.'),
  refs: ['EMQX manual: CRL Check', 'RFC 5280 section 5', 'CWE-299'],
  brokers: ['emqx'],
  check: ({ language }) => language['crl-check-incomplete'],
});
