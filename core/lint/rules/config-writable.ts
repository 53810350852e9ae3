import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Configuration that every user can change'),
  level: 'error',
  kind: 'security',
  why: t('A line that loads a plugin is enough to run code as the broker.'),
  refs: ['CWE-732', 'CWE-15'],

  *check({ fileModes }) {
    for (const [file, mode] of fileModes ?? []) {
      if ((mode & 0o002) === 0) continue;
      const octal = mode.toString(8).padStart(3, '0');
      yield {
        at: { file, start: 0, end: 0 },
        message: t('every user may change this file (mode {octal}): chmod o-w', { octal }),
      };
    }
  },
});
