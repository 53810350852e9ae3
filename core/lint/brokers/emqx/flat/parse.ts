import { t } from '../../../../facts/message';
import type { FileId } from '../../../source';
import type { Comment, Entry, Tree, TreeError } from '../../../tree';

/** One `key = value` a line, as cuttlefish reads the files of EMQX 4.x. Never throws; other lines are errors. */
export function parseFlat(file: FileId, text: string): Tree {
  const entries: Entry[] = [];
  const comments: Comment[] = [];
  const errors: TreeError[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const line = match[0].replace(/\s+$/, '');
    const indent = line.search(/[^\s\uFEFF]/);
    if (indent < 0) continue;
    const start = match.index + indent;
    const range = { start, end: match.index + line.length };
    if (line.charAt(indent) === '#') comments.push({ range, text: line.slice(indent).replace(/^#+/, '').trim() });
    else {
      // Behind blanks `#` begins a comment here too, so that the value ends before it.
      const content = line.slice(indent).replace(/\s+#.*$/, '');
      const entry = readLine(content, start);
      if (entry && content.length < line.length - indent) {
        const note = { start: start + content.length, end: range.end };
        note.start += text.slice(note.start, note.end).indexOf('#');
        comments.push({ range: note, text: text.slice(note.start, note.end).replace(/^#+/, '').trim() });
      }
      if (entry) entries.push(entry);
      else errors.push({ range, message: t('a line is “key = value”, one option in one line'), fatal: true });
    }
  }
  return { file, text, entries, comments, errors, dialect: 'flat' };
}

function readLine(line: string, offset: number): Entry | undefined {
  const match = /^([^\s=]+)(\s*=\s*)(.*)$/.exec(line);
  if (!match) return undefined;
  const [, name = '', separator = '', value = ''] = match;
  const key = { start: offset, end: offset + name.length };
  const start = key.end + separator.length;
  const range = { start, end: start + value.length };
  const path = name.split('.');
  if (value === '') return { path, key, value: { kind: 'missing', range }, range: { start: offset, end: range.end } };
  return {
    path,
    key,
    value: { kind: 'scalar', type: 'string', text: value, quoted: false, range },
    range: { start: offset, end: range.end },
  };
}
