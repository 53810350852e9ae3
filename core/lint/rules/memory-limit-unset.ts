import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Broker that may take all the memory'),
  level: 'hint',
  kind: 'security',
  why: t('Under load the operating system ends it, or something else on the machine.'),
  refs: ['CWE-400', 'CWE-770'],
  brokers: ['mosquitto'],
  strict: true,

  *check(model) {
    const { limits, fragment } = model;
    const exposed = model.listeners.find(isExposed);
    if (!limits || fragment || !exposed || limits.memory.value !== undefined) return;
    yield {
      at: limits.memory.span,
      message: t('nothing limits the memory of the broker: set memory_limit, or limit it where it is started'),
    };
  },
});
