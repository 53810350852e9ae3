import { isDemoCertificate } from '../../facts/demo-certificates';
import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { FileReference, Listener, Model, Setting } from '../model';
import { isExposed, pemOf, tlsEnds } from '../model-queries';
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
    for (const listener of model.listeners) yield* packagedFiles(listener, model);
  },
});

/** Files of the package that could not be looked into. A listener that the broker opens by itself has its own rule. */
function* packagedFiles(listener: Listener, { fragment }: Model): Iterable<Draft> {
  const { tls, label, implicit } = listener;
  if (!tls.active || implicit || !isExposed(listener)) return;
  const { certificate, ca, clientCertificate } = tls;
  if (certificate.explicit ? isUnseen(certificate) : certificate.value?.packaged && !fragment) {
    yield {
      at: certificate.span,
      level: certificate.explicit ? 'info' : 'warning',
      message: certificate.explicit
        ? t(
            '{label} uses “{path}”, where the package puts a certificate whose key is public: see that it is your own',
            {
              label,
              path: certificate.value?.path ?? '',
            },
          )
        : t('{label} names no certificate and so uses that of the package, whose key is public: set {option}', {
            label,
            option: certificate.value?.option ?? '',
          }),
    };
  }
  if (clientCertificate.value !== 'none' && ca.explicit && isUnseen(ca)) {
    yield {
      at: ca.span,
      level: 'info',
      message: t(
        '{label} trusts “{path}”, where the package puts an authority with a public client key: see that it is your own',
        { label, path: ca.value?.path ?? '' },
      ),
    };
  }
}

function isUnseen({ value }: Setting<FileReference | undefined>): boolean {
  return value?.packaged === true && pemOf(value) === undefined;
}
