import { t } from '../../facts/message';
import type { Level } from '../finding';
import type { Outgoing } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('TLS that takes anybody for the other side'),
  level: 'error',
  kind: 'security',
  why: t('Whoever is on the way can pose as the other broker and read the password and every message.'),
  refs: ['CWE-297', 'CWE-295', 'RFC 9525'],

  *check({ outgoing }) {
    for (const { tls, label, exposure } of outgoing) {
      const { checksPeer } = tls;
      if (!tls.active || !checksPeer || checksPeer.value) continue;
      const edits = checksPeer.set(true);
      yield {
        at: checksPeer.span,
        level: levelFor(exposure, checksPeer.explicit),
        message: t(
          '{label} does not check whose certificate it is shown: check it, and connect by a name that stands in the certificate',
          { label },
        ),
        fixes: edits.length > 0 ? [{ title: t('Check the certificate’s name'), edits, safe: false }] : [],
      };
    }
  },
});

function levelFor(exposure: Outgoing['exposure'], explicit: boolean): Level {
  if (exposure === 'loopback') return 'info';
  return exposure === 'public' && explicit ? 'error' : 'warning';
}
