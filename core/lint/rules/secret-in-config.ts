import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Secret in a file that every user can read'),
  level: 'warning',
  kind: 'security',
  why: t('Every account on the machine, and whoever gets a copy of the file, can log in with it.'),
  refs: ['CWE-260', 'CWE-732', 'ETSI EN 303 645 provision 5.4'],

  *check({ secrets = [], fileModes }) {
    for (const { at, option } of secrets) {
      const mode = fileModes?.get(at.file);
      if (mode === undefined || (mode & 0o004) === 0) continue;
      const octal = mode.toString(8).padStart(3, '0');
      yield {
        at,
        message: t(
          '{option} stands in a file that every user can read (mode {octal}): chmod 640, owner root, group of the broker',
          { option, octal },
        ),
      };
    }
  },
});
