import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Database in whatever directory the broker was started in'),
  level: 'warning',
  kind: 'correctness',
  why: t(
    'Where it may not write there, sessions and retained messages are lost at the next start, and only the log says so.',
  ),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],

  *check({ persistence, fragment }) {
    if (!persistence?.enabled.value || persistence.directory.explicit || fragment) return;
    yield {
      at: persistence.enabled.span,
      message: t('no directory is named for the database: add persistence_location'),
    };
  },
});
