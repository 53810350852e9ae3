import { t } from '../../facts/message';
import { certificateFindings } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate that has expired'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker starts, but the other side refuses every connection.'),
  refs: ['RFC 5280 section 4.1.2.5', 'CWE-298'],
  check: (model) => certificateFindings(model, 'expired'),
});
