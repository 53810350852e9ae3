import { t } from '../../facts/message';
import { allLimits } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Queue without an end'),
  level: 'warning',
  kind: 'security',
  why: t('The messages for a client that stays away fill the memory.'),
  refs: ['CWE-770'],
  brokers: ['mosquitto', 'emqx'],

  *check(model) {
    for (const { queuedMessages, queuedBytes } of allLimits(model)) {
      if (!queuedMessages.explicit || queuedMessages.value !== undefined || queuedBytes.value !== undefined) continue;
      const edits = queuedMessages.set(1000);
      yield {
        at: queuedMessages.span,
        message: t('no limit: the queue of a client that stays away grows until the memory is full'),
        fixes: edits.length > 0 ? [{ title: t('Limit the queue to 1000 messages'), edits, safe: false }] : [],
      };
    }
  },
});
