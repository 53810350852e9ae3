import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('File of the broker in a directory of everybody'),
  level: 'warning',
  kind: 'security',
  why: t(
    'Another user can put a link there first, read what is written, or delete it; the system empties the directory.',
  ),
  refs: ['CWE-377', 'CWE-379', 'CWE-59'],

  *check({ written = [] }) {
    for (const { path, at, option } of written) {
      if (!/^\/(?:var\/)?tmp(?:\/|$)/.test(path)) continue;
      yield {
        at,
        message: t('{option}: every user may write to this directory: use one that is the broker’s own', { option }),
      };
    }
  },
});
