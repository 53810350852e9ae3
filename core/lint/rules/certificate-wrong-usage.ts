import { t } from '../../facts/message';
import { certificateFindings } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate that may not be used for this'),
  level: 'error',
  kind: 'correctness',
  why: t('The other side refuses the connection, or nothing can be verified with it.'),
  refs: ['RFC 5280 section 4.2.1.12'],
  check: (model) => certificateFindings(model, 'wrong-usage'),
});
