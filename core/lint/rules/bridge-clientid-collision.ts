import { t } from '../../facts/message';
import type { Outgoing } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Two bridges that call themselves the same'),
  level: 'error',
  kind: 'correctness',
  why: t('The other broker closes the older connection as soon as the newer one comes, and so on forever.'),
  refs: ['MQTT 5.0 section 3.1.4', 'mosquitto.conf(5)'],

  *check(model) {
    const seen = new Map<string, Outgoing>();
    for (const connection of model.outgoing) {
      const { bridge } = connection;
      const id = bridge?.clientId.value;
      if (!bridge || id === undefined) continue;
      for (const peer of bridge.peers) {
        const key = `${id}\n${peer}`;
        const other = seen.get(key);
        seen.set(key, other ?? connection);
        if (!other || other === connection) continue;
        yield {
          at: bridge.clientId.span,
          message: t('{label} uses the client id “{id}” with {peer}, as {other} does: give each its own', {
            label: connection.label,
            id,
            peer,
            other: other.label,
          }),
          related: [{ at: other.bridge?.clientId.span ?? other.at, message: t('used here first') }],
        };
      }
    }
  },
});
