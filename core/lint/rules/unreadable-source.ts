import { type Message, t } from '../../facts/message';
import type { Draft } from '../finding';
import { INCLUDE_LIMITS, type LoadedInclude } from '../load';
import type { Model, NamedFile } from '../model';
import { rule } from '../rule';

type Problem = NonNullable<LoadedInclude['problem']>;

export default rule({
  title: t('Configuration file that cannot be read as text'),
  level: 'error',
  kind: 'correctness',
  why: t('What cannot be read is not checked, and the broker may stop or read nothing at all.'),
  refs: ['CWE-20'],

  *check(model) {
    const { unreadable, root, includes, namedFiles = [] } = model;
    if (unreadable) {
      const at = { file: root, start: 0, end: 0 };
      const message = unreadable.kind === 'too-large' ? tooLarge(unreadable) : MESSAGES[unreadable.kind];
      if (message) yield { at, message, ...severity(unreadable.kind, model) };
    }
    for (const { from, range, path, member, problem } of includes) {
      const reason = problem && MESSAGES[problem];
      if (!reason) continue;
      const name = member === undefined || problem === 'too-many' ? path : `${path.replace(/\/$/, '')}/${member}`;
      const message = t('“{path}” is left out: {reason}', { path: name, reason });
      yield { at: { file: from, ...range }, message, ...severity(problem, model) };
    }
    yield* namedProblems(namedFiles);
  },
});

/** What cannot be opened at all is `file-unreadable`; what the broker makes of the rest depends on the bytes. */
function* namedProblems(files: readonly NamedFile[]): Iterable<Draft> {
  for (const { problem, references } of files) {
    if (!problem || problem.kind === 'missing' || problem.kind === 'unreadable' || problem.kind === 'loop') continue;
    const reason = problem.kind === 'too-large' ? tooLarge(problem) : MESSAGES[problem.kind];
    if (!reason) continue;
    for (const { at, path } of references) {
      const level = problem.kind === 'too-large' ? 'info' : 'error';
      yield { at, message: t('“{path}” is left out: {reason}', { path, reason }), level };
    }
  }
}

/** Missing includes are `file-missing`; these are there and of no use. */
const MESSAGES: Partial<Record<Problem, Message>> = {
  directory: t('this is a directory, not a file'),
  unreadable: t('the file cannot be read: check its permissions'),
  loop: t('this is a symbolic link that leads round in a circle'),
  binary: t('this is not a text file: the broker cannot read it'),
  'utf-16': t('the file is encoded in UTF-16, which the broker cannot read: save it as UTF-8'),
  'too-large': t('the file is too large to be checked'),
  'not-a-directory': t('this is not a directory'),
  cycle: t('the file includes itself, directly or through others'),
  'too-deep': t('includes are nested too deeply'),
  'too-many': t('what comes after the first {count} files of a configuration is not checked', {
    count: INCLUDE_LIMITS.files,
  }),
};

function tooLarge({ size, limit }: { size: number; limit: number }): Message {
  return t('not checked: the file has {size} MB, the limit is {limit} MB', {
    size: megabytes(size),
    limit: megabytes(limit),
  });
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}

function severity(problem: Problem, { broker, version }: Model): Pick<Draft, 'level' | 'kind'> {
  if (problem === 'too-large' || problem === 'too-many' || problem === 'too-deep')
    return { level: 'info', kind: 'style' };
  if (problem === 'utf-16' && broker.refusesUtf16?.(version) === false) return { level: 'error', kind: 'security' };
  return { level: 'error', kind: 'fatal' };
}
