import { t } from '../../facts/message';
import { certificateFindings } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate with a signature that can be forged'),
  level: 'error',
  kind: 'security',
  why: t('Someone else can make a certificate with the same signature; OpenSSL 3 does not even load it.'),
  refs: ['RFC 9155', 'CWE-328'],
  check: (model) => certificateFindings(model, 'weak-signature'),
});
