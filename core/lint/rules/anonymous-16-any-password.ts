import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('User names that nothing checks'),
  level: 'error',
  kind: 'security',
  why: t('Any name with any password opens the door, although anonymous clients are refused.'),
  refs: ['CWE-287', 'Mosquitto 1.6'],
  brokers: ['mosquitto'],

  *check(model) {
    for (const listener of model.listeners) {
      if (!listener.unchecked || !isExposed(listener)) continue;
      const { anonymous, label } = listener;
      yield {
        at: anonymous.span,
        message: t('{label} takes any user name with any password in version {version}: add password_file', {
          label,
          version: model.version,
        }),
      };
    }
  },
});
