import { t } from '../../facts/message';
import type { Bridge, BridgedTopic } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Bridge that carries everything both ways'),
  level: 'info',
  kind: 'correctness',
  why: t('With a second way between the brokers, or a peer that knows no bridges, messages go round and round.'),
  refs: ['mosquitto.conf(5) topic, try_private'],

  *check({ outgoing }) {
    for (const { bridge, label } of outgoing) {
      if (!bridge) continue;
      const { marksItself } = bridge;
      for (const { at, pattern } of bothWays(bridge)) {
        if (!marksItself.value) {
          const message = t(
            '{label} carries {pattern} both ways and does not tell the other broker that it is a bridge, so messages come back: use prefixes, or try_private true',
            { label, pattern },
          );
          const edits = marksItself.set(true);
          const fixes = edits.length > 0 ? [{ title: t('Set try_private true'), edits, safe: false }] : [];
          yield { at, level: 'warning', message, fixes };
        } else if (pattern === '#') {
          yield {
            at,
            message: t('{label} carries every topic both ways: name the ones that are needed, or use prefixes', {
              label,
            }),
          };
        }
      }
    }
  },
});

/** Topics that keep their names, and go out and come in. */
function bothWays({ topics }: Bridge): readonly BridgedTopic[] {
  const plain = topics.filter(({ remapped }) => !remapped);
  const inward = new Set(plain.filter(({ direction }) => direction === 'in').map(({ pattern }) => pattern));
  return plain.filter(({ direction, pattern }) => direction === 'both' || (direction === 'out' && inward.has(pattern)));
}
