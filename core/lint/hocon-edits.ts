import { childOf, isAbsent, isFalse, isTrue, keySpan, setting, valueSpan } from './hocon-view';
import type { Setting } from './model';
import { applyEdits, type Edit } from './source';
import { parseHocon } from './syntax/hocon';
import type { HoconNode, Source } from './syntax/hocon-resolve';
import type { Entry, ObjectValue, Tree, TreeError, Value } from './tree';

/** One field to be written below a block: its path from the block, and the value as HOCON text. */
export interface NewField {
  readonly path: readonly string[];
  readonly text: string;
}

/**
 * Edits that give the fields below `node` these values: existing values are replaced, others inserted into the block or,
 * where the user writes dotted lines, as dotted lines. Empty where any of them cannot be written safely.
 */
export function write(node: HoconNode, fields: readonly NewField[]): readonly Edit[] {
  const edits: Edit[] = [];
  const inserts = new Map<HoconNode, NewField[]>();
  for (const field of fields) {
    const { owner, rest } = deepest(node, field.path);
    const existing = rest.length === 1 ? owner.children.get(rest[0] ?? '') : undefined;
    if (existing) {
      const edit = replace(existing, field.text);
      if (!edit) return [];
      edits.push(edit);
    } else {
      inserts.set(owner, [...(inserts.get(owner) ?? []), { path: rest, text: field.text }]);
    }
  }
  for (const [owner, added] of inserts) {
    const edit = insert(owner, added);
    if (!edit) return [];
    edits.push(edit);
  }
  return edits;
}

/** The field at the path below the owner, with the value that holds without it. */
export function booleanSetting(owner: HoconNode, path: readonly string[], standard: boolean): Setting<boolean> {
  const node = childOf(owner, ...path);
  const block = childOf(owner, ...path.slice(0, -1));
  const value = standard ? !isFalse(node) : isTrue(node);
  const set = (to: boolean) => write(owner, [{ path, text: String(to) }]);
  return setting(value, node ? valueSpan(node) : keySpan(block ?? owner), node !== undefined, set);
}

/** Replaces the value that decides; undefined where it is not written in one place for itself. */
export function replace(node: HoconNode, text: string): Edit | undefined {
  const source = node.sources.at(-1);
  const value = source?.value;
  if (!source || !value || node.copied || node.kind === 'unknown' || source.tree.environment) return undefined;
  const isPlain =
    value.kind === 'array' ? !value.parts : value.kind === 'scalar' && value.type !== 'substitution' && !value.parts;
  if (!isPlain || !standsAlone(source.tree, value.range.end)) return undefined;
  return { span: { file: source.tree.file, start: value.range.start, end: value.range.end }, text };
}

/** A comma, a closer or a field, perhaps below comments. */
const END_OF_VALUE =
  /^(?:\s|(?:#|\/\/)[^\n\r]*(?:[\n\r]|$))*(?:$|[,;}\]]|(?:[A-Za-z][\w.@%|-]*|"[^"\n\r]*")\s*(?:[=:{]|\+=))/;

/** In a broken file what follows a value may be no field, and would be joined to a value that is written there. */
function standsAlone({ text, errors }: Tree, end: number): boolean {
  return errors.every(({ fatal }) => !fatal) || END_OF_VALUE.test(text.slice(end, end + LONGEST_LOOK));
}

const LONGEST_LOOK = 500;

/** The last bracket of a block or list may belong to another one inside it. */
function isClosed({ text, errors }: Tree, { kind, range }: Value): boolean {
  if (kind !== 'object' && kind !== 'array') return true;
  const isComplaint = ({ fatal, range: { start } }: TreeError) => fatal && start === range.start;
  return text.charAt(range.end - 1) === (kind === 'object' ? '}' : ']') && !errors.some(isComplaint);
}

/** The innermost existing block on the way to the field, and what is left of the way. */
function deepest(node: HoconNode, path: readonly string[]): { owner: HoconNode; rest: readonly string[] } {
  let owner = node;
  let index = 0;
  while (index < path.length - 1) {
    const next = owner.children.get(path[index] ?? '');
    if (next?.kind !== 'object' || isAbsent(next)) break;
    owner = next;
    index++;
  }
  return { owner, rest: path.slice(index) };
}

/** New fields of one block, in one edit. */
export function insert(owner: HoconNode, fields: readonly NewField[]): Edit | undefined {
  if (owner.copied) return undefined;
  for (const source of [...owner.sources].reverse()) {
    const { value, tree } = source;
    if (tree.environment) return undefined;
    if (value?.kind === 'object' && !value.parts && isClosed(tree, value)) return insertIntoBlock(tree, value, fields);
    if (value === undefined && source.entry) return insertDotted(source, source.entry, fields);
  }
  return undefined;
}

function insertIntoBlock(tree: Tree, block: ObjectValue, fields: readonly NewField[]): Edit | undefined {
  const close = block.range.end - 1;
  const last = block.entries.at(-1);
  if (last && !isClosed(tree, last.value)) return undefined;
  const inside = tree.text.slice(block.range.start, block.range.end);
  if (!/[\n\r]/.test(inside)) {
    const line = fields.map(({ path, text }) => `${path.join('.')} = ${text}`).join(', ');
    const at = last ? last.range.end : block.range.start + 1;
    if (!standsAlone(tree, at)) return undefined;
    const text = last ? `, ${line}` : tree.text.slice(at, close).trim() === '' && at < close ? ` ${line}` : ` ${line} `;
    return { span: { file: tree.file, start: at, end: at }, text };
  }
  const indent = last ? indentOf(tree, last.range.start) : `${indentOf(tree, block.range.start)}  `;
  const body = fieldLines(fields, indent, lineEnding(tree));
  const at = last ? endOfItem(tree, last.range.end) : block.range.start + 1;
  if (!standsAlone(tree, at)) return undefined;
  return {
    span: { file: tree.file, start: at, end: at },
    text: body.map((line) => `${lineEnding(tree)}${line}`).join(''),
  };
}

/** Two or more new fields of one new inner block are written as a block. */
function fieldLines(fields: readonly NewField[], indent: string, eol: string): string[] {
  const lines: string[] = [];
  const inner = new Map<string, NewField[]>();
  for (const { path, text } of fields) {
    const [head = '', ...rest] = path;
    if (rest.length === 0) lines.push(`${indent}${head} = ${text}`);
    else inner.set(head, [...(inner.get(head) ?? []), { path: rest, text }]);
  }
  for (const [head, members] of inner) {
    lines.push(`${indent}${head} {`, ...fieldLines(members, `${indent}  `, eol), `${indent}}`);
  }
  return lines;
}

/** Past a comma that already separates the entry from what follows, and past a comment on its line. */
function endOfItem(tree: Tree, end: number): number {
  const rest = /[ \t]*,?[ \t]*(?:(?:#|\/\/)[^\n\r]*)?/y;
  rest.lastIndex = end;
  const tail = rest.exec(tree.text)?.[0] ?? '';
  return end + tail.trimEnd().length;
}

/** A line beside the user's own dotted line: `listeners.ssl.default.ssl_options.verify = …`. */
function insertDotted(source: Source, entry: Entry, fields: readonly NewField[]): Edit | undefined {
  const { tree, segment } = source;
  if (!isClosed(tree, entry.value)) return undefined;
  if (tree.text.slice(entry.key.start, entry.key.end).includes('"')) return undefined;
  const prefix = entry.path.slice(0, segment + 1).join('.');
  const indent = indentOf(tree, entry.range.start);
  const ownLine = tree.text.slice(0, entry.range.start).endsWith(indent) && startsLine(tree, entry.range.start);
  const after = endOfItem(tree, entry.range.end);
  if (!ownLine || !endsLine(tree, after) || !standsAlone(tree, after)) return undefined;
  const eol = lineEnding(tree);
  const lines = fields.map(({ path, text }) => `${eol}${indent}${prefix}.${path.join('.')} = ${text}`);
  return { span: { file: tree.file, start: after, end: after }, text: lines.join('') };
}

export function indentOf(tree: Tree, offset: number): string {
  // Bounded, so that a long line with many fields costs no more than many lines.
  const before = tree.text.slice(Math.max(0, offset - 200), offset);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return /^[ \t]*/.exec(before.slice(lineStart))?.[0] ?? '';
}

export function startsLine(tree: Tree, offset: number): boolean {
  const before = tree.text.slice(Math.max(0, offset - 200), offset);
  return /(?:^|[\n\r])[ \t]*$/.test(before);
}

export function endsLine(tree: Tree, offset: number): boolean {
  return /^[ \t]*(?:[\n\r]|$)/.test(tree.text.slice(offset, offset + 200));
}

/** That of the first line. */
export function lineEnding({ text }: Tree): string {
  const end = text.indexOf('\n');
  return end > 0 && text.charAt(end - 1) === '\r' ? '\r\n' : '\n';
}

/** The entry with its line where it has the line for itself, else with one comma beside it. */
export function removal(tree: Tree, entry: Entry): Edit {
  const { file, text } = tree;
  const after = endOfItem(tree, entry.range.end);
  const hasComma = /^[ \t]*,/.test(text.slice(entry.range.end, entry.range.end + 50));
  const before = /,\s*$/.exec(text.slice(Math.max(0, entry.range.start - 500), entry.range.start));
  const isLast = /^\s*(?:\}|$)/.test(text.slice(after, after + 500));
  if (!hasComma && before && isLast)
    return { span: { file, start: entry.range.start - before[0].length, end: entry.range.end }, text: '' };
  if (startsLine(tree, entry.range.start) && endsLine(tree, after)) {
    const start = entry.range.start - indentOf(tree, entry.range.start).length;
    const line = /[ \t]*(?:\r\n|\n|\r)?/y;
    line.lastIndex = after;
    return { span: { file, start, end: after + (line.exec(text)?.[0].length ?? 0) }, text: '' };
  }
  const comma = /[ \t]*,[ \t]*/y;
  comma.lastIndex = entry.range.end;
  return {
    span: { file, start: entry.range.start, end: entry.range.end + (comma.exec(text)?.[0].length ?? 0) },
    text: '',
  };
}

/** The text around the edits can be read after the edits at least as well as before. */
export function keepsSense(tree: Tree, edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  if (sorted.some(({ span }, index) => span.start < (sorted[index - 1]?.span.end ?? 0))) return false;
  const start = sorted[0]?.span.start ?? 0;
  const end = Math.min(tree.text.length, (sorted.at(-1)?.span.end ?? 0) + CONTEXT);
  const from = Math.max(0, start - CONTEXT);
  const shifted = sorted.map(({ span, text }) => ({
    span: { ...span, start: span.start - from, end: span.end - from },
    text,
  }));
  const before = tree.text.slice(from, end);
  return fatalErrors(applyEdits(before, shifted)) <= fatalErrors(before);
}

/** Text around the edits in which a comma or bracket could go missing. */
const CONTEXT = 200;

function fatalErrors(text: string): number {
  return parseHocon('', text).errors.filter(({ fatal }) => fatal).length;
}
