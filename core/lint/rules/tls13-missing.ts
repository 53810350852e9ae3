import { t } from '../../facts/message';
import type { Fix } from '../finding';
import type { VersionSetting } from '../model';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('No TLS 1.3'),
  level: 'info',
  kind: 'security',
  why: t('Its handshake is encrypted, quicker, and has no weak suites.'),
  refs: ['RFC 8446', 'NIST SP 800-52r2 section 3.1'],
  strict: true,

  *check({ listeners }) {
    for (const listener of listeners) {
      const { tls, label } = listener;
      const { versions, preShared } = tls;
      // Versions that are retired, or none at all, have rules of their own; DTLS 1.3 is hardly to be had.
      const sound = versions.value.length > 0 && versions.value.every((version) => version === 'tlsv1.2');
      if (!isExposed(listener) || !tls.active || !versions.explicit || !sound || preShared) continue;
      if (listener.transport === 'udp') continue;
      yield {
        at: versions.span,
        message: t('{label} does not speak TLS 1.3: add it beside TLS 1.2', { label }),
        fixes: fixFor(versions),
      };
    }
  },
});

/** Clients go on with TLS 1.2 where they know nothing newer. */
function fixFor(versions: VersionSetting): Fix[] {
  const edits = versions.set(['tlsv1.2', 'tlsv1.3']);
  return edits.length > 0 ? [{ title: t('Add TLS 1.3'), edits, safe: false }] : [];
}
