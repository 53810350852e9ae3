import { t } from '../../facts/message';
import type { ServerTls } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Clients may renegotiate'),
  level: 'info',
  kind: 'security',
  why: t('A handshake costs the broker far more than the client, which can ask for one again and again.'),
  refs: ['CWE-400', 'CVE-2011-1473'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const { enabled, implicit, tls, label } of listeners) {
      const setting = tls.handshake?.clientRenegotiation;
      if (!enabled || implicit || !tls.active || !setting?.value || !renegotiates(tls)) continue;
      if (fragment && !setting.explicit) continue;
      const edits = setting.set(false);
      yield {
        at: setting.span,
        message: t('{label} lets clients start new handshakes in a connection: switch it off', { label }),
        fixes: edits.length > 0 ? [{ title: t('Switch it off'), edits, safe: true }] : [],
      };
    }
  },
});

/** TLS 1.3 has no renegotiation. */
function renegotiates({ versions }: ServerTls): boolean {
  return versions.value.some((version) => version !== 'tlsv1.3');
}
