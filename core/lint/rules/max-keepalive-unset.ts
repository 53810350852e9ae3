import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Clients that may stay silent for hours'),
  level: 'info',
  kind: 'correctness',
  why: t('A client that is gone is noticed after 18 hours only, and its will message comes as late.'),
  refs: ['CVE-2020-13849', 'CWE-770'],
  brokers: ['mosquitto'],
  strict: true,

  *check(model) {
    const { limits, fragment } = model;
    const exposed = model.listeners.find(isExposed);
    if (!limits || fragment || !exposed || limits.keepalive.value !== undefined) return;
    yield {
      at: limits.keepalive.span,
      message: t('clients may ask for any keepalive: set max_keepalive to what yours need'),
    };
  },
});
