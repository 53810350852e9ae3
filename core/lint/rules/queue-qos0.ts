import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Queue of messages that nobody needs to get'),
  level: 'info',
  kind: 'correctness',
  why: t('Clients that are away get every reading of the meantime at once, and the queue fills the memory.'),
  refs: ['mosquitto.conf(5)', 'CWE-770'],
  brokers: ['mosquitto'],

  *check({ limits }) {
    if (!limits?.queuesQos0.value || limits.queuedBytes.value !== undefined) return;
    yield {
      at: limits.queuesQos0.span,
      message: t('messages of QoS 0 are queued too, and only their number is limited: set max_queued_bytes'),
    };
  },
});
