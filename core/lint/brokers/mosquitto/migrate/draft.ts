import type { Message } from '../../../../facts/message';
import type { MigrationNote } from '../../../migration';
import type { Edit, Span } from '../../../source';
import type { Tree } from '../../../tree';
import { insertAbove, insertBelow, lineEnding } from '../edits';
import { firstWord, type Line, span } from '../lines';

/** What becomes of one line; collected first, so that the steps of the migration may build on each other. */
export interface Change {
  name?: string;
  value?: string;
  removed?: boolean;
  above?: string[];
  below?: string[];
}

/** The rewriting while it is being made. */
export interface Draft {
  readonly changes: Map<Line, Change>;
  readonly notes: MigrationNote[];
  /** Lines for the end of the root file. */
  readonly end: string[];
}

export function newDraft(): Draft {
  return { changes: new Map(), notes: [], end: [] };
}

export function change({ changes }: Draft, line: Line): Change {
  const known = changes.get(line) ?? {};
  changes.set(line, known);
  return known;
}

export function remove(draft: Draft, line: Line): void {
  change(draft, line).removed = true;
}

export function addAbove(draft: Draft, line: Line, ...texts: readonly string[]): void {
  const target = change(draft, line);
  target.above = [...(target.above ?? []), ...texts];
}

export function addBelow(draft: Draft, line: Line, ...texts: readonly string[]): void {
  const target = change(draft, line);
  target.below = [...(target.below ?? []), ...texts];
}

export function note({ notes }: Draft, message: Message, at?: Span): void {
  notes.push({ message, at });
}

export function isRemoved({ changes }: Draft, line: Line): boolean {
  return changes.get(line)?.removed === true;
}

/** The line as it will be. */
export function rewritten({ changes }: Draft, line: Line): string {
  const { name, value } = changes.get(line) ?? {};
  const { entry, tree } = line;
  const { text } = tree;
  const key = name ?? text.slice(entry.key.start, entry.key.end);
  if (value === undefined) return key + text.slice(entry.key.end, entry.range.end);
  const old = firstWord(line) ?? entry.value.range;
  return `${key} ${value}${text.slice(old.end, entry.range.end)}`;
}

export function editsOf(draft: Draft, root: Tree | undefined): readonly Edit[] {
  const edits = [...draft.changes].flatMap(([line, made]) => lineEdits(draft, line, made));
  if (!root || draft.end.length === 0) return edits;
  return [...edits, appended(root, draft.end)];
}

function lineEdits(
  draft: Draft,
  line: Line,
  { above = [], below = [], name, value, removed }: Change,
): readonly Edit[] {
  const eol = lineEnding(line.tree);
  if (removed) {
    const kept = [...above, ...below].join(eol);
    return kept === '' ? [removal(line)] : [{ span: span(line), text: kept }];
  }
  return [
    ...(above.length > 0 ? insertAbove(line, above.join(eol)) : []),
    ...(name === undefined && value === undefined ? [] : [{ span: span(line), text: rewritten(draft, line) }]),
    ...(below.length > 0 ? insertBelow(line, below.join(eol)) : []),
  ];
}

/** A last line without a line end leaves that of the line before alone: another edit may need it. */
function removal(line: Line): Edit {
  const { text } = line.tree;
  const start = text.lastIndexOf('\n', line.entry.range.start) + 1;
  const lineFeed = text.indexOf('\n', line.entry.range.end);
  return { span: span(line, { start, end: lineFeed < 0 ? text.length : lineFeed + 1 }), text: '' };
}

function appended(root: Tree, lines: readonly string[]): Edit {
  const eol = lineEnding(root);
  const { file, text } = root;
  const at = { file, start: text.length, end: text.length };
  const before = text === '' || text.endsWith('\n') ? '' : eol;
  return { span: at, text: `${before}${lines.map((line) => line + eol).join('')}` };
}
