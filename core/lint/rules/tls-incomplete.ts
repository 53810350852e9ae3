import { type Message, t } from '../../facts/message';
import type { Listener, Model } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('TLS that is only half set up'),
  level: 'error',
  kind: 'security',
  why: t('The port that should be encrypted serves plaintext, or the broker refuses to start.'),
  refs: ['CWE-319', 'CWE-636', 'Mosquitto 2.0.21'],

  *check(model) {
    for (const listener of model.listeners) {
      const { active, intended, missing, incompleteIsFatal } = listener.tls;
      if (!listener.enabled || (active && !incompleteIsFatal) || !intended || missing.length === 0) continue;
      const edits = listener.tls.complete?.() ?? [];
      yield {
        at: intended,
        message: messageFor(listener, model),
        kind: incompleteIsFatal ? 'fatal' : 'security',
        fixes: edits.length > 0 ? [{ title: t('Switch TLS on'), edits, safe: false }] : [],
      };
    }
  },
});

function messageFor({ label, tls }: Listener, { versionAssumed }: Model): Message {
  const missing = tls.missing.join(', ');
  if (!tls.incompleteIsFatal) {
    return t('{label} serves plaintext although TLS is meant: add {missing}', { label, missing });
  }
  const version = tls.plaintextUpTo;
  if (versionAssumed && version !== undefined && !tls.active) {
    return t(
      'the TLS setup of {label} is incomplete: add {missing} (up to {version} the port serves plaintext, later versions refuse to start)',
      { label, missing, version },
    );
  }
  return t('the TLS setup of {label} is incomplete, so the broker refuses to start: add {missing}', { label, missing });
}
