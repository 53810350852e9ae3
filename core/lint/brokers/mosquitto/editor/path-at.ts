import type { PathPlace } from '../../../broker';
import type { Tree } from '../../../tree';
import { type Directive, findDirective, isAvailable } from '../directives';

/** The path under the cursor: all of the value, or what stands behind the word that says what it is. */
export function pathAt(tree: Tree, offset: number, version: string): PathPlace | undefined {
  const start = offset === 0 ? 0 : tree.text.lastIndexOf('\n', offset - 1) + 1;
  const [, name = '', value] = /^ *([^#\s]\S*) +(.*)$/s.exec(tree.text.slice(start, offset)) ?? [];
  const found = findDirective(name);
  if (value === undefined || !found || !isAvailable(found, version)) return undefined;
  const written = pathIn(found.directive, value);
  if (written === undefined) return undefined;
  const { role } = found.directive;
  const lead = written.lastIndexOf('/') + 1;
  const rest = /^[^/\r\n]*\/?/.exec(tree.text.slice(offset, offset + LONGEST_NAME))?.[0] ?? '';
  return {
    written,
    range: { start: offset - (written.length - lead), end: offset + rest.trimEnd().length },
    role,
    directoriesOnly: role === 'ca-directory' || DIRECTORIES.has(found.directive.name),
  };
}

/** More than file systems take for a name. */
const LONGEST_NAME = 300;

const DIRECTORIES: ReadonlySet<string> = new Set(['include_dir', 'persistence_location', 'http_dir']);

function pathIn({ type }: Directive, value: string): string | undefined {
  if (type === 'path' || type === 'raw-path' || type === 'plugin') return value;
  if (type === 'log-dest') return /^file +(.*)$/s.exec(value)?.[1];
  return type === 'plugin-load' ? /^\S+ +(.*)$/s.exec(value)?.[1] : undefined;
}
