import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Bridge that sends every topic out'),
  level: 'info',
  kind: 'security',
  why: t('Topics that are added later leave the house without anybody having meant it.'),
  refs: ['CWE-200'],
  strict: true,

  *check({ outgoing }) {
    for (const { bridge, label } of outgoing) {
      for (const { pattern, direction, at } of bridge?.topics ?? []) {
        if (pattern !== '#' || direction !== 'out') continue;
        yield {
          at,
          message: t('{label} sends every topic to the other broker: name the ones that it needs', { label }),
        };
      }
    }
  },
});
