import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Any number of messages from one client'),
  level: 'info',
  kind: 'security',
  why: t('One device that runs wild, or is made to, takes the broker away from all others.'),
  refs: ['CWE-770', 'MQTT 5.0 section 5.4.8'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const listener of listeners) {
      const { messageRate, label, at, implicit } = listener;
      if (!messageRate || messageRate.value !== undefined || implicit || !isExposed(listener)) continue;
      if (fragment && !messageRate.explicit) continue;
      yield {
        at: messageRate.explicit ? messageRate.span : at,
        message: t('{label} takes any number of messages from each client: set a rate for messages or bytes', {
          label,
        }),
      };
    }
  },
});
