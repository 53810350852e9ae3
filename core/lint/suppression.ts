import { t } from '../facts/message';
import { nearest } from '../facts/nearest';
import type { Draft } from './finding';
import type { Ignore } from './ignore';
import type { Rule } from './rule';

/** What is wrong with the ignore comments themselves, by the rule that reports it. */
export function reviewIgnores(
  all: readonly Ignore[],
  used: ReadonlySet<Ignore>,
  active: readonly Rule[],
  rules: readonly Rule[],
): Readonly<Record<string, readonly Draft[]>> {
  const activeIds = new Set(active.filter(({ beside }) => beside !== 'only').map(({ id }) => id));
  const ids = rules.map(({ id }) => id);
  const unused: Draft[] = [];
  for (const ignore of all) {
    if (used.has(ignore) || ignore.reason === '') continue;
    if (!ids.includes(ignore.rule)) unused.push(unknownRule(ignore, ids));
    // A rule that is switched off, or lacks the other configuration, finds nothing, which says nothing of its comment.
    else if (activeIds.has(ignore.rule)) unused.push(unusedIgnore(ignore));
  }
  return { 'unused-ignore': unused, 'ignore-without-reason': withoutReason(all) };
}

function unknownRule(ignore: Ignore, ids: readonly string[]): Draft {
  const at = { file: ignore.file, ...ignore.range };
  const guess = nearest(ignore.rule, ids);
  if (ignore.rule === '') return { at, message: t('the comment names no rule, so it ignores nothing') };
  if (guess === undefined) return { at, message: t('there is no rule “{rule}”', { rule: ignore.rule }) };
  return {
    at,
    message: t('there is no rule “{rule}”; did you mean “{guess}”?', { rule: ignore.rule, guess }),
    fixes: [{ title: t('Change to {guess}', { guess }), edits: [{ span: at, text: guess }], safe: false }],
  };
}

function unusedIgnore(ignore: Ignore): Draft {
  return {
    at: { file: ignore.file, ...ignore.range },
    message:
      ignore.line === undefined
        ? t('“{rule}” finds nothing in this file, remove the comment', { rule: ignore.rule })
        : t('“{rule}” finds nothing on the next line, remove the comment', { rule: ignore.rule }),
    fixes: [{ title: t('Remove the comment'), edits: ignore.remove, safe: true }],
    tags: ['unnecessary'],
  };
}

function withoutReason(all: readonly Ignore[]): Draft[] {
  const seen = new Set<number>();
  const drafts: Draft[] = [];
  for (const { file, comment, reason, rule } of all) {
    if (reason !== '' || seen.has(comment.start)) continue;
    seen.add(comment.start);
    drafts.push({
      at: { file, ...comment },
      message: t('an ignore comment needs a reason to take effect: write “{rule} -- why it is fine here”', { rule }),
    });
  }
  return drafts;
}
