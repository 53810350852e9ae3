import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Log that is published to clients'),
  level: 'warning',
  kind: 'security',
  why: t('Clients that may read $SYS see who connects from where and which topics others use.'),
  refs: ['CWE-532', 'CWE-200'],
  brokers: ['mosquitto'],

  *check(model) {
    const at = model.logging?.published;
    const open = model.listeners.find((listener) => isExposed(listener) && listener.authorization?.length === 0);
    if (!at || !open || model.fragment) return;
    yield {
      at,
      message: t('clients of {label} can read the log, for no access list forbids $SYS/broker/log', {
        label: open.label,
      }),
    };
  },
});
