import { t } from '../../facts/message';
import { kindOf, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Diffie-Hellman parameters that are too small'),
  level: 'warning',
  kind: 'security',
  why: t('OpenSSL 3 refuses them and the broker does not start; older versions can be broken (Logjam).'),
  refs: ['RFC 7919', 'CWE-326', 'CVE-2015-4000'],

  *check(model) {
    for (const reference of model.references) {
      const bits = reference.role === 'dh-parameters' ? pemOf(reference)?.dhBits : undefined;
      if (bits === undefined || bits >= 2048) continue;
      const { at, path, option } = reference;
      yield {
        at,
        kind: kindOf(reference, 'security'),
        level: 'error',
        message: t(
          '{option}: the parameters in “{path}” have {bits} bits: delete this line, for OpenSSL has good ones of its own',
          { option, path, bits },
        ),
      };
    }
  },
});
