import type { Edit, FileId } from './source';
import { LineIndex } from './source';
import type { Comment, Range, Tree } from './tree';

/** One rule named in one ignore comment. */
export interface Ignore {
  readonly rule: string;
  readonly file: FileId;
  /** The rule's name in the comment. */
  readonly range: Range;
  readonly comment: Range;
  readonly reason: string;
  /** Line the comment speaks for; undefined: the whole file. */
  readonly line: number | undefined;
  /** Takes the rule (or, with its last rule, the whole comment line) out. */
  readonly remove: readonly Edit[];
}

const PATTERN = /^mqtt-security-ignore(-file)?(?:\s+(?!--)(.*?))?\s*(?:--\s*(.*))?$/;

/** Every ignore comment of a tree. `# mqtt-security-ignore RULE[, RULE] -- reason` speaks for the next line. */
export function ignores(tree: Tree): readonly Ignore[] {
  const found = tree.comments.filter(({ text }) => text.startsWith('mqtt-security-ignore'));
  if (found.length === 0) return [];
  const lines = new LineIndex(tree.text);
  const commentLines = new Set(found.map(({ range }) => lines.lineAt(range.start)));
  return found.flatMap((comment) => readComment(tree, comment, lines, commentLines));
}

function readComment(tree: Tree, comment: Comment, lines: LineIndex, commentLines: ReadonlySet<number>): Ignore[] {
  const match = PATTERN.exec(comment.text);
  if (!match) return [];
  const [, wholeFile, names = '', reason = ''] = match;
  let line = lines.lineAt(comment.range.start) + 1;
  while (commentLines.has(line)) line++;
  const { start, end } = comment.range;
  const at = tree.text.indexOf(names, tree.text.indexOf('mqtt-security-ignore', start) + 'mqtt-security-ignore'.length);
  const words = [...names.matchAll(/[^\s,]+/g)];
  return (words.length > 0 ? words : [undefined]).map((word) => {
    const from = word ? at + word.index : start;
    const range = word ? { start: from, end: from + word[0].length } : comment.range;
    return {
      rule: word?.[0] ?? '',
      file: tree.file,
      range,
      comment: { start, end },
      reason: reason.trim(),
      line: wholeFile ? undefined : line,
      remove: [{ span: { file: tree.file, ...removal(tree, comment, words, word, range, lines) }, text: '' }],
    };
  });
}

/** The whole comment line for its only rule; else the rule with one comma. */
function removal(
  tree: Tree,
  comment: Comment,
  words: readonly RegExpMatchArray[],
  word: RegExpMatchArray | undefined,
  range: Range,
  lines: LineIndex,
): Range {
  if (!word || words.length === 1) {
    const line = lines.lineAt(comment.range.start);
    const alone = tree.text.slice(lines.lineStart(line), comment.range.start).trim() === '';
    return alone ? { start: lines.lineStart(line), end: lines.lineStart(line + 1) } : comment.range;
  }
  if (word === words[0]) {
    const after = /^[\s,]+/.exec(tree.text.slice(range.end));
    return { start: range.start, end: range.end + (after?.[0].length ?? 0) };
  }
  const before = /[\s,]+$/.exec(tree.text.slice(0, range.start));
  return { start: range.start - (before?.[0].length ?? 0), end: range.end };
}
