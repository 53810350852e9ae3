import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Status topics that are off, or come every second'),
  level: 'hint',
  kind: 'correctness',
  why: t('Monitoring sees nothing, or small devices spend their time on it.'),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],
  strict: true,

  *check({ statusInterval }) {
    if (!statusInterval?.explicit) return;
    const { value, span } = statusInterval;
    if (value === 0) yield { at: span, message: t('the $SYS topics are off, so nothing can watch the broker by them') };
    if (value === 1) yield { at: span, message: t('the $SYS topics are published every second: 10 is the default') };
  },
});
