import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Any number of new connections a second'),
  level: 'info',
  kind: 'security',
  why: t('A crowd that connects again and again, by mistake or not, keeps the broker from its work.'),
  refs: ['CWE-770', 'MQTT 5.0 section 5.4.8'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const listener of listeners) {
      const { connectionRate, label, at, implicit } = listener;
      if (fragment || implicit || !isExposed(listener) || !connectionRate || connectionRate.value !== undefined)
        continue;
      if (listener.protocol === 'other') continue;
      yield { at, message: t('{label} takes any number of new connections a second: set a rate', { label }) };
    }
  },
});
