import { t } from '../../facts/message';
import { certificateFindings } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate with a key that is too small'),
  level: 'error',
  kind: 'security',
  why: t('The key can be computed from the certificate with enough effort; OpenSSL 3 does not even load it.'),
  refs: ['NIST SP 800-57', 'CWE-326'],
  check: (model) => certificateFindings(model, 'weak-key'),
});
