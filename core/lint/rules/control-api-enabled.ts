import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Administration by message without an access list'),
  level: 'warning',
  kind: 'security',
  why: t('Any client may ask the broker about its plugins and listeners, and what later versions add.'),
  refs: ['CWE-284', 'Mosquitto 2.1.0'],
  brokers: ['mosquitto'],

  *check(model) {
    const { clients, listeners, fragment } = model;
    if (!clients?.controlApi.value || fragment) return;
    const open = listeners.find((listener) => isExposed(listener) && listener.authorization?.length === 0);
    if (!open) return;
    yield {
      at: clients.controlApi.span,
      message: t('clients of {label} may publish to $CONTROL/broker/v1, for no access list forbids it: add acl_file', {
        label: open.label,
      }),
    };
  },
});
