import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Plugin that others can replace'),
  level: 'error',
  kind: 'security',
  why: t('The code in it runs inside the broker with everything the broker may do.'),
  refs: ['CWE-426', 'CWE-732'],

  *check({ references }) {
    for (const { role, path, at, option, target } of references) {
      if (role !== 'plugin') continue;
      const mode = target?.facts.kind === 'file' ? target.facts.mode : undefined;
      if (mode !== undefined && (mode & 0o002) !== 0) {
        yield { at, message: t('{option}: every user may write to “{path}”: chmod 755', { option, path }) };
      } else if (/^\/(?:var\/)?tmp\//.test(path)) {
        yield {
          at,
          level: 'warning',
          message: t('{option}: “{path}” is in a directory that every user may write to', { option, path }),
        };
      }
    }
  },
});
