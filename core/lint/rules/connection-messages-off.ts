import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Logins that are not recorded'),
  level: 'warning',
  kind: 'security',
  why: t('An attack on passwords, or a stolen one, leaves no trace.'),
  refs: ['CWE-778', 'MQTT 5.0 section 5.4.7'],
  brokers: ['mosquitto'],

  *check({ logging }) {
    const connections = logging?.connections;
    if (!connections || connections.value) return;
    const edits = connections.set(true);
    yield {
      at: connections.span,
      message: t('who connects and who leaves is not logged'),
      fixes: edits.length > 0 ? [{ title: t('Log them'), edits, safe: true }] : [],
    };
  },
});
