import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Value that another file or the environment takes the place of'),
  level: 'info',
  kind: 'correctness',
  why: t(
    'Who reads this file believes a value that does not count; what is changed in the dashboard is lost at the next start.',
  ),
  refs: ['EMQX configuration manual: override rules'],
  brokers: ['emqx'],

  *check({ overridden = [] }) {
    for (const { option, at, by, same, fromEnvironment } of overridden) {
      if (same) continue;
      yield {
        at,
        message: fromEnvironment
          ? t('a variable of the environment takes the place of this value of {option}', { option })
          : t('a file that is read later takes the place of this value of {option}', { option }),
        related: [{ at: by, message: t('this value counts') }],
        tags: ['unnecessary'],
      };
    }
  },
});
