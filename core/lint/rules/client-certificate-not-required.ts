import { type Message, t } from '../../facts/message';
import type { Level } from '../finding';
import type { Listener, Model } from '../model';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('TLS listener that does not insist on client certificates'),
  level: 'warning',
  kind: 'security',
  why: t('Without a client certificate TLS proves only who the broker is; anybody may connect and try passwords.'),
  refs: ['MQTT 5.0 section 5.4.1', 'CWE-287', 'CWE-295'],

  *check(model) {
    for (const listener of model.listeners) {
      const { tls } = listener;
      const { clientCertificate, ca } = tls;
      if (!isExposed(listener) || listener.implicit || !tls.active || tls.contradiction) continue;
      if (clientCertificate.value === 'required') continue;
      // Of nodes that are not asked at all `peer-verification-off` tells.
      if (listener.betweenNodes && clientCertificate.value === 'none') continue;
      const level = levelFor(listener, model);
      if (!level) continue;
      // Without an authority of one's own to check against, the stricter setting would shut everybody out.
      const edits = ca.explicit ? clientCertificate.set('required') : [];
      const fixes = edits.length > 0 ? [{ title: t('Require client certificates'), edits, safe: false }] : [];
      yield { at: clientCertificate.span, message: messageFor(listener), level, fixes };
    }
  },
});

/** One-way TLS with passwords or tokens is sound, unless client certificates were prepared, or switched off on purpose. */
function levelFor({ tls, authentication, anonymous, protocol }: Listener, { fragment }: Model): Level | undefined {
  if (tls.clientCertificate.value === 'optional') return 'warning';
  if (protocol === 'http') return undefined;
  if (!fragment && anonymous.value && authentication.length === 0) return 'warning';
  return tls.ca.explicit || tls.clientCertificate.explicit ? 'info' : undefined;
}

function messageFor({ tls, label, anonymous, authentication }: Listener): Message {
  const { clientCertificate, ca } = tls;
  if (clientCertificate.value === 'optional') {
    return t('{label} checks client certificates but lets clients in that show none: require them', { label });
  }
  if (anonymous.value && authentication.length === 0) {
    return t('{label} asks clients neither for a certificate nor for a password: require one of them', { label });
  }
  if (!ca.explicit || !ca.value) return t('{label} does not ask clients for a certificate', { label });
  const option = ca.value.option;
  return t('{label} has {option} set but does not ask clients for a certificate: require it', { label, option });
}
