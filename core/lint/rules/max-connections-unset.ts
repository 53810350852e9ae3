import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Any number of connections'),
  level: 'info',
  kind: 'security',
  why: t('One machine can open connections until the broker has no file descriptors left for others.'),
  refs: ['CWE-770', 'MQTT 5.0 section 5.4.8'],
  strict: true,

  *check(model) {
    const { limits, fragment } = model;
    if (limits?.connections.value !== undefined) return;
    for (const listener of model.listeners) {
      const { connections, connectionsOption: option = 'max_connections', at, label } = listener;
      // What every listener has by default is said of those that somebody set up.
      if (listener.implicit && listener.close) continue;
      if (fragment && !connections?.explicit) continue;
      if (!connections || !isExposed(listener) || (connections.value ?? 0) > 0) continue;
      yield { at, message: t('{label} takes any number of clients: set {option}', { label, option }) };
    }
  },
});
