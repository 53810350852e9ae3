import { t } from '../../facts/message';
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
      const plain = bridge.topics.filter(({ remapped }) => !remapped);
      for (const topic of plain) {
        const back =
          topic.direction === 'both'
            ? topic
            : plain.find(
                ({ pattern, direction }) =>
                  topic.direction === 'out' && direction === 'in' && pattern === topic.pattern,
              );
        if (!back) continue;
        const unmarked = !bridge.marksItself.value;
        if (topic.pattern !== '#' && !unmarked) continue;
        yield {
          at: topic.at,
          level: unmarked ? 'warning' : 'info',
          message: unmarked
            ? t(
                '{label} carries {pattern} both ways and does not tell the other broker that it is a bridge, so messages come back: use prefixes, or try_private true',
                { label, pattern: topic.pattern },
              )
            : t('{label} carries every topic both ways: name the ones that are needed, or use prefixes', { label }),
        };
      }
    }
  },
});
