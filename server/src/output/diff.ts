import { applyEdits, type Edit } from '../../../core/lint/index';

/** Unchanged lines around a change. */
const CONTEXT = 3;

interface Change {
  /** Lines of the old text, from 0, `end` excluded. */
  start: number;
  end: number;
  lines: readonly string[];
}

/** What `diff -u` says of a text and its edits; empty where they change nothing. */
export function unifiedDiff(name: string, text: string, edits: readonly Edit[]): string {
  const old = linesOf(text);
  const changes = changedLines(text, edits, old);
  if (changes.length === 0) return '';
  let shift = 0;
  const hunks = grouped(changes).map((group) => {
    const written = hunk(group, old, shift);
    for (const { start, end, lines } of group) shift += lines.length - (end - start);
    return written;
  });
  return `--- ${name}\n+++ ${name}\n${hunks.join('')}`;
}

/** With their line ends; the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Edits of the same or neighbouring lines are one change. */
function changedLines(text: string, edits: readonly Edit[], old: readonly string[]): readonly Change[] {
  const starts = startsOf(old);
  const groups: { first: number; last: number; edits: Edit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const first = lineOf(starts, edit.span.start);
    const last = lineOf(starts, edit.span.end);
    const open = groups.at(-1);
    if (open && first <= open.last + 1) {
      open.last = Math.max(open.last, last);
      open.edits.push(edit);
    } else groups.push({ first, last, edits: [edit] });
  }
  return groups.flatMap(({ first, last, edits: own }) => changeOf(text, { first, last, edits: own }, old, starts));
}

function startsOf(lines: readonly string[]): readonly number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length;
    return start;
  });
}

/** Lines end with LF alone here, as for `diff`. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function changeOf(
  text: string,
  { first, last, edits }: { first: number; last: number; edits: readonly Edit[] },
  old: readonly string[],
  starts: readonly number[],
): Change[] {
  const from = starts[first] ?? 0;
  const to = starts[last + 1] ?? text.length;
  const moved = edits.map(({ span, text: inserted }) => ({
    text: inserted,
    span: { ...span, start: span.start - from, end: span.end - from },
  }));
  const lines = linesOf(applyEdits(text.slice(from, to), moved));
  const before = old.slice(first, last + 1);
  let head = 0;
  while (head < Math.min(lines.length, before.length) && lines[head] === before[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(lines.length, before.length) - head &&
    lines[lines.length - 1 - tail] === before[before.length - 1 - tail]
  ) {
    tail++;
  }
  const change = {
    start: first + head,
    end: first + before.length - tail,
    lines: lines.slice(head, lines.length - tail),
  };
  return change.start === change.end && change.lines.length === 0 ? [] : [change];
}

function grouped(changes: readonly Change[]): readonly Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const open = groups.at(-1);
    const last = open?.at(-1);
    if (open && last && change.start - last.end <= 2 * CONTEXT) open.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunk(group: readonly Change[], old: readonly string[], shift: number): string {
  const start = Math.max(0, (group[0]?.start ?? 0) - CONTEXT);
  const end = Math.min(old.length, (group.at(-1)?.end ?? 0) + CONTEXT);
  const body: string[] = [];
  let at = start;
  let added = 0;
  let removed = 0;
  for (const change of group) {
    body.push(...old.slice(at, change.start).map((line) => marked(' ', line)));
    body.push(...old.slice(change.start, change.end).map((line) => marked('-', line)));
    body.push(...change.lines.map((line) => marked('+', line)));
    added += change.lines.length;
    removed += change.end - change.start;
    at = change.end;
  }
  body.push(...old.slice(at, end).map((line) => marked(' ', line)));
  const count = end - start;
  const left = range(start, count);
  const right = range(start + shift, count + added - removed);
  return `@@ -${left} +${right} @@\n${body.join('')}`;
}

function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`;
}

function marked(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}
