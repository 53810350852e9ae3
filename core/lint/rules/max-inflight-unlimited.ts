import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Any number of messages on their way'),
  level: 'warning',
  kind: 'security',
  why: t('A slow client makes the broker keep everything that it has not yet acknowledged.'),
  refs: ['CWE-770'],
  brokers: ['mosquitto'],

  *check({ limits }) {
    const inflightMessages = limits?.inflightMessages;
    if (!inflightMessages?.explicit || inflightMessages.value !== undefined) return;
    const edits = inflightMessages.set(20);
    yield {
      at: inflightMessages.span,
      message: t('0 means no limit: everything for a slow client is on its way at once'),
      fixes: edits.length > 0 ? [{ title: t('Limit it to 20 messages'), edits, safe: false }] : [],
    };
  },
});
