import { t } from '../../facts/message';
import type { Draft, Level } from '../finding';
import type { Model, NodeLink, Outgoing, Setting } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('TLS that takes anybody for the other side'),
  level: 'error',
  kind: 'security',
  why: t('Whoever is on the way can pose as the other broker and read the password and every message.'),
  refs: ['CWE-297', 'CWE-295', 'RFC 9525'],

  *check({ outgoing, listeners }) {
    yield* betweenNodes({ outgoing, listeners });
    for (const { tls, label, exposure, betweenNodes } of outgoing) {
      const { checksPeer } = tls;
      if (!tls.active || !checksPeer || checksPeer.value || betweenNodes) continue;
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

/** Nodes of a cluster know each other by certificate; else the cookie is all that a stranger needs. */
function* betweenNodes({ outgoing, listeners }: Pick<Model, 'outgoing' | 'listeners'>): Iterable<Draft> {
  for (const { tls, label, betweenNodes: link } of listeners) {
    if (!link || tls.clientCertificate.value !== 'none' || tls.contradiction) continue;
    const message = t(
      '{label} lets in nodes without looking at their certificates, so that the cookie alone guards the cluster',
      { label },
    );
    yield finding(link, tls.clientCertificate, 'required', tls.ca.explicit, message);
  }
  for (const { tls, label, betweenNodes: link } of outgoing) {
    if (!link || !tls.checksPeer || tls.checksPeer.value) continue;
    const message = t(
      '{label} takes whoever answers for another node of the cluster, and does not look at the certificate',
      { label },
    );
    yield finding(link, tls.checksPeer, true, tls.ca.explicit, message);
  }
}

/** Without an authority to check against, every node would be shut out. */
function finding<T>(
  link: NodeLink,
  setting: Setting<T>,
  wanted: T,
  checkable: boolean,
  message: Draft['message'],
): Draft {
  const edits = checkable ? setting.set(wanted) : [];
  const fixes = edits.length > 0 ? [{ title: t('Check the certificates of nodes'), edits, safe: false }] : [];
  return { at: setting.span, level: link.inUse ? 'warning' : 'info', message, fixes };
}
