import { type Message, t } from '../../facts/message';
import type { Listener } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Client certificates are checked without an authority of your own'),
  level: 'error',
  kind: 'security',
  why: t('Either no client can connect, or everybody can who has a copy of the demo certificates.'),
  refs: ['RFC 5280 section 6.1', 'CWE-295', 'CWE-1392'],

  *check({ listeners }) {
    for (const { enabled, tls, label } of listeners) {
      const { active, clientCertificate, ca, contradiction } = tls;
      if (!enabled || !active || contradiction || clientCertificate.value === 'none' || ca.explicit) continue;
      yield { at: clientCertificate.span, message: messageFor(ca, label) };
    }
  },
});

function messageFor({ value }: Listener['tls']['ca'], label: string): Message {
  if (!value) return t('{label} checks client certificates against no authority, so no client can connect', { label });
  return t(
    '{label} checks client certificates against the default authority {path}, whose key comes with every package: set {option} to your own',
    { label, path: value.path, option: value.option },
  );
}
