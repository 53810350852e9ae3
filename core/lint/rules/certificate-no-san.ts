import { t } from '../../facts/message';
import { certificateFindings } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate without a subject alternative name'),
  level: 'warning',
  kind: 'correctness',
  why: t('Clients that follow RFC 9525, such as Go and browsers, refuse it whatever its common name says.'),
  refs: ['RFC 9525', 'CWE-297'],
  check: (model) => certificateFindings(model, 'no-san'),
});
