import type { WrittenPath } from '../../model';
import { type Line, span, tokens, valueSpan } from './lines';

/** Files and directories that the broker makes or changes: database, process id and log. */
export function writtenPaths(byName: ReadonlyMap<string, readonly Line[]>): readonly WrittenPath[] {
  const plain = ['persistence_location', 'pid_file'].flatMap((name) => byName.get(name) ?? []);
  return [
    ...plain
      .filter(({ text }) => text !== '')
      .map((line) => ({ option: line.written, path: line.text, at: valueSpan(line) })),
    ...(byName.get('log_dest') ?? []).flatMap(logFile),
  ];
}

/** Blanks in front of the path are skipped; what follows it belongs to the name. */
function logFile(line: Line): readonly WrittenPath[] {
  const [word, path] = tokens(line);
  if (word?.text !== 'file' || !path) return [];
  const { end } = line.entry.value.range;
  const at = span(line, { start: path.start, end: Math.max(path.end, end) });
  return [{ option: 'log_dest file', path: line.tree.text.slice(at.start, at.end), at }];
}
