import { quoteText } from '../../../syntax/hocon-errors';
import type { Row } from './option-table';
import { isTaken, options, optionTo } from './translate-options';
import { textOf } from './view';
import { put, take, type Writing } from './writing';

/** 4.x has one set of options for both ends of the log, 5.x one for each. */
export function logging(writing: Writing): void {
  const to = textOf(writing.view, 'log.to');
  if (to === undefined || !/^(?:file|console|both|off)$/.test(to) || take(writing, 'log.to') === undefined) return;
  const ends = (['file', 'console'] as const).filter((end) => to === 'both' || to === end);
  for (const end of ['file', 'console'] as const) put(writing, `log.${end}.enable`, String(ends.includes(end)));
  for (const end of ends) {
    options(writing, HANDLER, 'log.', `log.${end}.`);
    if (textOf(writing.view, 'log.chars_limit') === '-1' && take(writing, 'log.chars_limit') !== undefined)
      put(writing, `log.${end}.chars_limit`, 'unlimited');
  }
  if (ends.includes('file')) file(writing);
}

const HANDLER: readonly Row[] = [
  ['level', 'level', 'word'],
  ['formatter', 'formatter', 'word'],
  ['single_line', 'single_line', 'flag'],
  ['max_depth', 'max_depth', 'word'],
  ['supervisor_reports', 'supervisor_reports', 'word'],
  ['chars_limit', 'chars_limit', 'word'],
];

function file(writing: Writing): void {
  const [directory, name] = ['log.dir', 'log.file'].map((option) => textOf(writing.view, option));
  const path = `${directory?.replace(/\/$/, '')}/${name}`;
  if (directory !== undefined && name !== undefined && isTaken('log.file.path', [path])) {
    const taken = ['log.dir', 'log.file'].filter((option) => take(writing, option) !== undefined);
    if (taken.length === 2) put(writing, 'log.file.path', quoteText(path));
    else for (const option of taken) writing.used.delete(option);
  }
  take(writing, 'log.rotation');
  if (textOf(writing.view, 'log.rotation') === 'off') {
    put(writing, 'log.file.rotation_size', 'infinity');
    return;
  }
  optionTo(writing, 'log.rotation.size', 'log.file.rotation_size', 'word');
  optionTo(writing, 'log.rotation.count', 'log.file.rotation_count', 'word');
}
