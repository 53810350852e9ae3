import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Log file without times'),
  level: 'info',
  kind: 'security',
  why: t('Nobody can tell afterwards when something happened.'),
  refs: ['CWE-778'],
  brokers: ['mosquitto'],

  *check({ logging }) {
    if (!logging?.unstamped || logging.timestamps.value) return;
    const { timestamps } = logging;
    const edits = timestamps.set(true);
    yield {
      at: timestamps.span,
      message: t('the lines of the log file say nothing about when'),
      fixes: edits.length > 0 ? [{ title: t('Log the time'), edits, safe: true }] : [],
    };
  },
});
