import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Clients without an id'),
  level: 'hint',
  kind: 'correctness',
  why: t('Such clients cannot be told apart in the log and have no session.'),
  refs: ['mosquitto.conf(5)', 'MQTT 5.0 section 3.1.3.1'],
  brokers: ['mosquitto'],
  strict: true,

  *check({ clients }) {
    const setting = clients?.allowsEmptyIds;
    if (!setting?.explicit || !setting.value) return;
    const edits = setting.set(false);
    yield {
      at: setting.span,
      message: t('clients may leave their id to the broker: demand one where devices are to be told apart'),
      fixes: edits.length > 0 ? [{ title: t('Demand a client id'), edits, safe: false }] : [],
    };
  },
});
