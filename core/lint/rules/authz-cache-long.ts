import { t } from '../../facts/message';
import { rule } from '../rule';

/** Seconds. */
const LONGEST = 600;

export default rule({
  title: t('Decision that is remembered for long'),
  level: 'info',
  kind: 'security',
  why: t('Rights that are taken away stay in force until the memory ends.'),
  refs: ['CWE-613'],
  brokers: ['emqx'],

  *check({ policy }) {
    const seconds = policy?.cacheSeconds;
    if (!seconds || seconds.value === undefined || seconds.value <= LONGEST) return;
    yield {
      at: seconds.span,
      message: t('a right that is taken away stays in force for up to {minutes} minutes', {
        minutes: Math.round(seconds.value / 60),
      }),
    };
  },
});
