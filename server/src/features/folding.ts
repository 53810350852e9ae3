import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver/node';
import type { LineIndex, OutlineItem, Range, Tree, Value } from '../../../core/lint/index';
import type { Parsed } from '../documents';

/** Blocks of the outline, objects and arrays over several lines, and runs of comment lines. */
export function folding({ broker, tree, lines }: Parsed): FoldingRange[] {
  const found = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind) => {
    if (endLine > startLine && !found.has(startLine)) found.set(startLine, { startLine, endLine, kind });
  };
  for (const range of brackets(tree)) add(lines.lineAt(range.start), lines.lineAt(range.end) - 1);
  for (const range of blocks(broker.editor.outline(tree))) add(lines.lineAt(range.start), lines.lineAt(range.end));
  for (const [start, end] of commentRuns(tree, lines)) add(start, end, FoldingRangeKind.Comment);
  return [...found.values()].sort((a, b) => a.startLine - b.startLine);
}

/** The last line, with the closing bracket, stays in sight; hence objects and arrays are told apart from blocks. */
function* brackets({ entries }: Tree): Generator<Range> {
  for (const { value } of entries) yield* bracketsIn(value);
}

function* bracketsIn(value: Value): Generator<Range> {
  if (value.kind === 'object') {
    yield value.range;
    for (const entry of value.entries) yield* bracketsIn(entry.value);
  } else if (value.kind === 'array') {
    yield value.range;
    for (const item of value.items) yield* bracketsIn(item);
  }
}

function* blocks(items: readonly OutlineItem[]): Generator<Range> {
  for (const { range, children } of items) {
    yield range;
    yield* blocks(children);
  }
}

function commentRuns({ comments, text }: Tree, lines: LineIndex): [number, number][] {
  const runs: [number, number][] = [];
  for (const { range } of comments) {
    const line = lines.lineAt(range.start);
    if (text.slice(lines.lineStart(line), range.start).trim() !== '') continue;
    const last = runs.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs;
}
