import { isDemoCertificate } from '../../facts/demo-certificates';
import { t } from '../../facts/message';
import { pemOf, tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate whose key everybody has'),
  level: 'error',
  kind: 'security',
  why: t('The key comes with a package or a repository, so anybody can pose as the broker.'),
  refs: ['CWE-321', 'CWE-798', 'ETSI EN 303 645 provision 5.1'],

  *check(model) {
    for (const { tls } of tlsEnds(model)) {
      for (const setting of [tls.certificate, tls.ca]) {
        const demo = pemOf(setting.value)?.certificates.find(isDemoCertificate);
        if (!demo) continue;
        const { subject } = demo;
        yield {
          at: setting.span,
          message: t('{subject} is a certificate for tests whose key is public: issue your own', { subject }),
        };
      }
    }
  },
});
