import type { TextChange } from '../../../broker';
import { type LineLayout, layout, SPACES_AND_TABS, type TextLine, trimmedEnd } from '../../../editor/layout';
import type { Entry, Range, Tree } from '../../../tree';
import { findDirective, isString } from '../directives';
import { atLeast } from '../version';

/**
 * Tidies what means nothing to the broker: indentation, blanks at line ends, runs of blank lines, the end of the file.
 * Blanks between name and value stay, since people align with them. A line that the broker refuses or misreads stays as
 * it is: to mend it is a fix, not a matter of layout.
 */
export function format(tree: Tree, version: string, within: Range): readonly TextChange[] {
  const { text, entries, comments, errors } = tree;
  // At a NUL the broker stops reading.
  const nul = text.indexOf('\0');
  const end = nul < 0 ? text.length : text.lastIndexOf('\n', nul) + 1;
  const entryIn = inOrder(entries);
  const commentIn = inOrder(comments);
  const errorIn = inOrder([...errors].sort((a, b) => a.range.start - b.range.start));
  // A large file repeats few names, and comparing versions takes longer than all the rest.
  const known = new Map<string, ReadonlySet<number>>();
  const blanksAfter = (entry: Entry): ReadonlySet<number> => {
    const name = entry.path[0] ?? '';
    // Whether blanks count in a log destination depends on its first word.
    const key = name === 'log_dest' ? text.slice(entry.range.start, entry.range.end) : name;
    const blanks = known.get(key) ?? trailingBlanks(entry, version);
    known.set(key, blanks);
    return blanks;
  };
  const read = (line: TextLine): LineLayout => {
    const entry = entryIn(line);
    const comment = commentIn(line);
    if (errorIn(line)) return { blank: false, surplus: [] };
    if (entry) return { blank: false, surplus: aroundEntry(text, line, entry, blanksAfter(entry)) };
    if (comment) return { blank: false, surplus: [{ start: trimmedEnd(text, line), end: line.end }] };
    return { blank: true, surplus: [line] };
  };
  return layout(text, { end, within, read });
}

/** → the item that begins in a line; lines are asked for in order. */
function inOrder<T extends { readonly range: Range }>(items: readonly T[]): (line: TextLine) => T | undefined {
  let index = 0;
  return ({ start, next }) => {
    while ((items[index]?.range.start ?? Number.POSITIVE_INFINITY) < start) index++;
    const item = items[index];
    return item && item.range.start < next ? item : undefined;
  };
}

function aroundEntry(text: string, { start, end }: TextLine, { key }: Entry, blanks: ReadonlySet<number>): Range[] {
  return [
    { start, end: key.start },
    { start: trimmedEnd(text, { start: key.end, end }, blanks), end },
  ];
}

const NONE: ReadonlySet<number> = new Set();
const SPACES: ReadonlySet<number> = new Set([32]);

/** Blanks that the version drops at the end of such a value; for words a tab is a part of the word. */
function trailingBlanks({ path, value }: Entry, version: string): ReadonlySet<number> {
  const type = findDirective(path[0] ?? '')?.directive.type;
  if (type === undefined) return NONE;
  if (isString(type)) return atLeast(version, '1.6.9') ? SPACES_AND_TABS : NONE;
  switch (type) {
    case 'raw-path':
    case 'raw-word':
    case 'plugin-option':
    case 'plugin-load':
      return NONE;
    case 'plugin':
      return atLeast(version, '1.6.9') && !atLeast(version, '2.1.0') ? SPACES_AND_TABS : NONE;
    case 'log-dest':
      return value.kind === 'scalar' && /^file\b/.test(value.text) ? NONE : SPACES;
    default:
      return SPACES;
  }
}
