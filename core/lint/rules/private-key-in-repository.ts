import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Private key in a git repository'),
  level: 'warning',
  kind: 'security',
  why: t(
    'Whoever has a copy of the repository has the key, for good: deleting it later does not take it out of the history.',
  ),
  refs: ['CWE-312', 'CWE-540', 'gitignore(5)'],

  *check({ references }) {
    for (const { at, option, path, target } of references) {
      const state = target?.facts.kind === 'file' ? target.facts.repository : undefined;
      if (state === 'tracked') {
        yield {
          at,
          message: t('{option}: the private key in “{path}” is in git: take it out and issue a new one', {
            option,
            path,
          }),
        };
      } else if (state === 'open') {
        yield {
          at,
          level: 'info',
          message: t('{option}: git would take the private key in “{path}” along: add it to .gitignore', {
            option,
            path,
          }),
        };
      }
    }
  },
});
