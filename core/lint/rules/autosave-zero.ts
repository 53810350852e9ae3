import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Database that is saved at the end only'),
  level: 'info',
  kind: 'correctness',
  why: t('After a crash or a power cut everything since the start is gone.'),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],

  *check({ persistence }) {
    if (!persistence?.enabled.value) return;
    const { explicit, value, span } = persistence.saveInterval;
    if (explicit && value === 0)
      yield {
        at: span,
        message: t('the database is written only when the broker ends: 1800 saves it every half hour'),
      };
  },
});
