import type { Edit } from '../../source';
import type { Tree } from '../../tree';
import { type Block, findLast, firstWord, type Line, lineEnd, span } from './lines';

/** Sets, adds or (with undefined) removes an option of a block, in the style of the lines around it. */
export function setOption(block: Block, name: string, value: string | undefined): readonly Edit[] {
  const written = block.lines.filter((line) => line.name === name && line.live);
  const last = written.at(-1);
  if (value === undefined) return removeLines(written);
  if (last) return replaceValue(last, value);
  const anchor = anchorFor(block, name);
  return anchor ? insertBelow(anchor, `${name} ${value}`) : [];
}

export function replaceValue(line: Line, value: string): readonly Edit[] {
  const { entry } = line;
  if (entry.value.kind !== 'missing') return [{ span: span(line, firstWord(line) ?? entry.value.range), text: value }];
  const spaced = entry.value.range.start > entry.key.end;
  return [{ span: span(line, entry.value.range), text: spaced ? value : ` ${value}` }];
}

/** Deletes the line with its line end; of a last line without one, the line end before it. */
export function removeLine(line: Line): readonly Edit[] {
  const { text } = line.tree;
  const start = lineStart(line);
  const lineFeed = text.indexOf('\n', line.entry.range.end);
  if (lineFeed >= 0) return [{ span: span(line, { start, end: lineFeed + 1 }), text: '' }];
  const before = text.slice(0, start).endsWith('\r\n') ? start - 2 : Math.max(0, start - 1);
  return [{ span: span(line, { start: before, end: text.length }), text: '' }];
}

/** Lines in reading order: of two neighbours at the end of the text only one takes the line end between them. */
export function removeLines(lines: readonly Line[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const edit of lines.flatMap(removeLine)) {
    const last = edits.at(-1)?.span;
    const start = last?.file === edit.span.file ? Math.max(edit.span.start, last.end) : edit.span.start;
    edits.push({ ...edit, span: { ...edit.span, start } });
  }
  return edits;
}

export function insertBelow(anchor: Line, text: string): readonly Edit[] {
  const at = lineEnd(anchor.tree, anchor.entry.range.end);
  return [
    { span: span(anchor, { start: at, end: at }), text: `${lineEnding(anchor.tree)}${indentation(anchor)}${text}` },
  ];
}

export function insertAbove(anchor: Line, text: string): readonly Edit[] {
  const at = lineStart(anchor);
  return [
    { span: span(anchor, { start: at, end: at }), text: `${indentation(anchor)}${text}${lineEnding(anchor.tree)}` },
  ];
}

export function lineEnding({ text }: Tree): string {
  const lineFeed = text.indexOf('\n');
  return lineFeed > 0 && text.charCodeAt(lineFeed - 1) === 13 ? '\r\n' : '\n';
}

function lineStart({ tree, entry }: Line): number {
  return tree.text.lastIndexOf('\n', entry.range.start) + 1;
}

/** Spaces only: a tab in front of a directive stops the broker. */
function indentation(line: Line): string {
  const before = line.tree.text.slice(lineStart(line), line.entry.range.start);
  return line.name === 'listener' || line.name === 'connection' ? '' : before.replace(/[^ ]/g, '');
}

/** TLS options go below the other ones, anything else below the heading. */
function anchorFor(block: Block, name: string): Line | undefined {
  const own = block.lines.filter((line) => line.live && line.problem === undefined);
  const tls = findLast(own, ({ found }) => found?.directive.tls === true && found.directive.scope !== 'security');
  const anchor = (isTls(name) ? tls : undefined) ?? block.header ?? own.at(-1);
  if (!anchor || block.kind !== 'default') return anchor;
  // Above the first listener of its file only: below one, the new line would belong to that listener.
  const first = anchor.tree.entries.find(({ path }) => path[0] === 'listener');
  return first && first.range.start < anchor.entry.range.start ? undefined : anchor;
}

function isTls(name: string): boolean {
  return /^(?:bridge_)?(?:ca|cert|key|crl|tls|cipher|psk|require_certificate|use_|insecure)/.test(name);
}
