import { t } from '../../facts/message';
import { allLimits } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Very large packets'),
  level: 'info',
  kind: 'security',
  why: t('A few clients at a time can use up the memory.'),
  refs: ['CWE-770'],

  *check(model) {
    for (const setting of allLimits(model).flatMap(({ packetSize, payloadSize }) => [packetSize, payloadSize])) {
      const bytes = setting.value;
      if (!setting.explicit || bytes === undefined || bytes <= LARGE) continue;
      yield {
        at: setting.span,
        message: t('clients may send {megabytes} MB at a time: allow what they need and no more', {
          megabytes: Math.round(bytes / 1_000_000),
        }),
      };
    }
  },
});

/** Readings have some hundred bytes, firmware images a few million. */
const LARGE = 10_000_000;
