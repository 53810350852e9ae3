import { type Message, t } from '../../facts/message';
import type { Draft, Level } from '../finding';
import type { Listener } from '../model';
import { alsoNamed, byAnonymousLine, demandsCertificate, isExposed, labelsOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener that lets clients in without a name or password'),
  level: 'error',
  kind: 'security',
  why: t('Whoever reaches the port can read and publish every topic that no access list forbids.'),
  refs: ['MQTT 5.0 section 5.4.1', 'CWE-306', 'OWASP IoT I1'],

  *check(model) {
    const open = model.listeners.filter(
      (listener) =>
        isExposed(listener) &&
        listener.protocol !== 'http' &&
        listener.anonymous.value &&
        !demandsCertificate(listener) &&
        !demandsKey(listener),
    );
    // One setting, or the want of one, may govern several listeners; it is one finding.
    for (const group of byAnonymousLine(open)) yield draftFor(group);
  },
});

/** Without a certificate of its own the broker speaks pre-shared keys only, so the handshake tells who may come in. */
function demandsKey({ tls }: Listener): boolean {
  return tls.active && tls.preShared !== undefined && !tls.certificate.explicit;
}

function draftFor(group: readonly [Listener, ...Listener[]]): Draft {
  const [first] = group;
  const edits = first.anonymous.set(false);
  return {
    at: first.anonymous.span,
    message: messageFor(first, labelsOf(group)),
    level: levelFor(group),
    related: alsoNamed(group).map(({ at, label }) => ({ at, message: t('{label} is open as well', { label }) })),
    fixes: edits.length > 0 ? [{ title: t('Let no anonymous clients in'), edits, safe: false }] : [],
  };
}

/** Where authenticators may be set up elsewhere, their absence from this file proves less. */
function levelFor(group: readonly Listener[]): Level {
  const unproven = group.every(
    ({ anonymous, authenticationElsewhere }) => authenticationElsewhere && !anonymous.explicit,
  );
  if (unproven) return 'warning';
  return group.some(({ exposure }) => exposure === 'public') ? 'error' : 'warning';
}

function messageFor({ anonymous, authentication }: Listener, labels: Message | string): Message {
  if (authentication.length > 0) {
    return t('{labels}: clients that send no user name are let in although authentication is set up', { labels });
  }
  if (!anonymous.explicit) {
    return t('{labels}: no authentication is set up in this file, so everybody is let in', { labels });
  }
  return t('{labels}: everybody is let in without a user name and password', { labels });
}
