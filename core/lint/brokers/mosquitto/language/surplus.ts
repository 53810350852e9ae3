import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { type Line, lineEnd, span, type Token } from '../lines';
import { fix, warning } from './drafts';

/** Words after the ones the broker reads. A word that starts with # was meant as a comment and does no harm. */
export function surplusText(line: Line, words: readonly Token[], used: number): Draft | undefined {
  const next = words[used];
  const last = words[used - 1];
  if (!next || !last || next.text.startsWith('#')) return undefined;
  const comment = words.find(({ text }, index) => index > used && text.startsWith('#'));
  const end = comment ? comment.start : lineEnd(line.tree, next.end);
  const text = line.tree.text.slice(next.start, end).trimEnd();
  const edits = [{ span: span(line, { start: last.end, end: comment ? comment.start - 1 : end }), text: '' }];
  return warning(
    span(line, { start: next.start, end: next.start + text.length }),
    t('mosquitto ignores “{text}”: {name} takes no more than stands before it', { text, name: line.written }),
    { fixes: fix(t('Delete the ignored text'), edits, true), tags: ['unnecessary'] },
  );
}
