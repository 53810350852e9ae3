import { t } from '../../facts/message';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Authority that does not say it signs certificates'),
  level: 'info',
  kind: 'correctness',
  why: t('Python 3.13 and other strict clients refuse every certificate below it.'),
  refs: ['RFC 5280 section 4.2.1.3'],

  *check(model) {
    for (const reference of model.references) {
      if (reference.role !== 'ca') continue;
      const authorities = pemOf(reference)?.certificates ?? [];
      // A large bundle is somebody else’s.
      if (authorities.length > 5) continue;
      for (const { isCa, keyUsage, subject } of authorities) {
        if (isCa && keyUsage === undefined) {
          yield {
            at: reference.at,
            message: t('authority {subject} has no key usage: reissue it with keyCertSign and cRLSign', { subject }),
          };
        }
      }
    }
  },
});
