import { t } from '../../facts/message';
import { kindOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('File that could not be read for this check'),
  level: 'info',
  kind: 'correctness',
  why: t('What is in the file is not checked; the broker may be allowed to read it, or fail in the same way.'),
  refs: ['CWE-732'],

  *check({ references }) {
    for (const reference of references) {
      const { at, target, option, path, role, fatal } = reference;
      if (target?.facts.kind !== 'unreadable' || role === 'other') continue;
      if (target.facts.loop) {
        const level = fatal ? 'error' : 'warning';
        const message = t('{option}: “{path}” is a symbolic link that leads round in a circle', { option, path });
        yield { at, message, level, kind: kindOf(reference, 'correctness') };
        continue;
      }
      yield {
        at,
        message: t('{option}: “{path}” cannot be read here and is not checked; the broker’s user must be able to', {
          option,
          path,
        }),
      };
    }
  },
});
