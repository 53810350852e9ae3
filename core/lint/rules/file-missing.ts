import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { LoadedInclude } from '../load';
import type { FileReference } from '../model';
import { kindOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('File or directory that does not exist'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or runs without what the file should have brought.'),
  refs: ['CWE-1068'],

  *check({ references, includes }) {
    for (const reference of references) {
      const draft = checkReference(reference);
      if (draft) yield draft;
    }
    for (const include of includes) {
      if (include.problem === 'missing') yield checkInclude(include);
    }
  },
});

function checkReference(reference: FileReference): Draft | undefined {
  const { target, at, path, option, role, fatal, implied } = reference;
  // The broker itself makes logs, databases and the like; only what it must find is missed.
  if (target?.facts.kind !== 'missing' || implied || (role === 'other' && !fatal)) return undefined;
  const kind = kindOf(reference, 'correctness');
  const message = t('{option}: there is no “{path}”', { option, path });
  if (target.facts.directoryExists) return { at, kind, level: fatal ? 'error' : 'warning', message };
  return { at, kind, level: 'info', message: elsewhere(option, path) };
}

function checkInclude({ from, range, path, kind, required }: LoadedInclude): Draft {
  const at = { file: from, ...range };
  const severity = required ? ({ level: 'error', kind: 'fatal' } as const) : ({ level: 'warning' } as const);
  const option = kind === 'directory' ? 'include_dir' : 'include';
  // An absolute path belongs to the machine that the broker runs on, which may be another one.
  if (path.startsWith('/')) return { at, ...severity, level: 'info', message: elsewhere(option, path) };
  return { at, ...severity, message: t('{option}: there is no “{path}”', { option, path }) };
}

function elsewhere(option: string, path: string) {
  return t('{option}: “{path}” is not on this machine; see that it is where the broker runs', { option, path });
}
