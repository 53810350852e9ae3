import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Bridge that takes messages of any size'),
  level: 'info',
  kind: 'security',
  why: t('The other broker decides how much memory this one uses.'),
  refs: ['CWE-770'],
  brokers: ['mosquitto'],
  strict: true,

  *check({ outgoing }) {
    for (const { bridge, label } of outgoing) {
      const inward = bridge?.topics.find(({ direction }) => direction !== 'out');
      if (!inward || !bridge?.packetSize || bridge.packetSize.value !== undefined) continue;
      yield { at: inward.at, message: t('{label} takes messages of any size: set bridge_max_packet_size', { label }) };
    }
  },
});
