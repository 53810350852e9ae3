import { t } from '../../facts/message';
import { certificateFindings } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate of an old X.509 version'),
  level: 'warning',
  kind: 'correctness',
  why: t('It cannot hold names and usages, so strict clients refuse it.'),
  refs: ['RFC 5280 section 4.1.2.1'],
  check: (model) => certificateFindings(model, 'version-1'),
});
