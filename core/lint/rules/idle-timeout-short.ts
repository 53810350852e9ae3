import { t } from '../../facts/message';
import type { Fix } from '../finding';
import type { Setting } from '../model';
import { rule } from '../rule';

/** Most clients use a keepalive of 60 seconds; half as much again may pass without a packet (MQTT 5.0, 3.1.2.10). */
const LEAST = 90;

export default rule({
  title: t('Silent connections are cut before the keepalive is over'),
  level: 'info',
  kind: 'correctness',
  why: t('Clients with nothing to say lose their connection, connect again, and their last will is published.'),
  refs: ['MQTT 5.0 section 3.1.2.10'],

  *check({ listeners }) {
    for (const { idleTimeout, enabled, label, transport } of listeners) {
      const seconds = idleTimeout?.value;
      if (!enabled || !idleTimeout || seconds === undefined || seconds >= LEAST || transport === 'udp') continue;
      yield {
        at: idleTimeout.span,
        message: t(
          '{label} cuts connections that are silent for {seconds} s: allow one and a half times the keepalive of the clients, which mostly is 60 s',
          { label, seconds },
        ),
        fixes: fixFor(idleTimeout),
      };
    }
  },
});

function fixFor(timeout: Setting<number | undefined>): Fix[] {
  const edits = timeout.set(600);
  return edits.length > 0 ? [{ title: t('Allow ten minutes of silence'), edits, safe: true }] : [];
}
