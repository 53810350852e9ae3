import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { Listener, Model } from '../model';
import { isExposed } from '../model-queries';
import { rule } from '../rule';
import type { Span } from '../source';

export default rule({
  title: t('User name from a certificate that never comes'),
  level: 'error',
  kind: 'security',
  why: t('Every client is refused, or a client may call itself whatever it likes.'),
  refs: ['mosquitto.conf(5)', 'CWE-287', 'CWE-306'],

  *check(model) {
    for (const listener of model.listeners) {
      // A name that nobody proves does no harm where only this machine connects.
      const trusted = listener.tls.keepsGivenNames && !isExposed(listener);
      if (!listener.enabled || trusted) continue;
      const draft = unusedIdentity(listener) ?? missingIdentity(listener, model);
      if (draft) yield draft;
    }
  },
});

function unusedIdentity({ tls, label }: Listener): Draft | undefined {
  const option = tls.identity?.find(({ value }) => value);
  if (!option || tls.preShared) return undefined;
  if (!tls.active) {
    return {
      at: option.span,
      message: t('{label} has no TLS, so no user name comes from a certificate: clients name themselves', { label }),
    };
  }
  if (tls.clientCertificate.value === 'required') return undefined;
  if (tls.keepsGivenNames) return givenNames(option.span, label);
  const edits = tls.ca.explicit ? tls.clientCertificate.set('required') : [];
  return {
    at: option.span,
    message: t(
      '{label} takes the user name from a client certificate but asks for none, so every client is refused: require one',
      { label },
    ),
    fixes: edits.length > 0 ? [{ title: t('Require client certificates'), edits, safe: false }] : [],
  };
}

/** One such listener beside one with certificates may be meant so, for clients that nobody else reaches. */
function givenNames(at: Span, label: string): Draft {
  return {
    at,
    level: 'warning',
    message: t('clients of {label} that show no certificate keep the name they give, so names prove nothing there', {
      label,
    }),
  };
}

/** A certificate alone makes no user name, and clients without one are refused. */
function missingIdentity({ tls, label, anonymous, authentication }: Listener, { fragment }: Model): Draft | undefined {
  const { identity = [], clientCertificate } = tls;
  const { span, value } = clientCertificate;
  const other = authentication.some(({ start, file }) => start !== span.start || file !== span.file);
  const [commonName] = identity;
  if (fragment || !commonName || tls.keepsGivenNames || value !== 'required' || anonymous.value || other)
    return undefined;
  const edits = commonName.set(true);
  return {
    at: span,
    level: 'warning',
    kind: 'correctness',
    message: t(
      '{label} lets nobody in: a client certificate alone makes no user name, and clients without one are refused',
      { label },
    ),
    fixes: edits.length > 0 ? [{ title: t('Take the user name from the certificate'), edits, safe: false }] : [],
  };
}
