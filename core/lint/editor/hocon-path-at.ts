import type { PathPlace } from '../broker';
import type { FileRole } from '../model';
import type { Tree } from '../tree';
import { cursorAt } from './hocon-cursor';

/**
 * The path in quotes under the cursor; one without quotes ends at the first sign that HOCON gives a meaning. `roleOf`
 * tells what the file of an option is; undefined: the option is no file.
 */
export function pathAt(
  tree: Tree,
  offset: number,
  roleOf: (path: readonly string[]) => FileRole | undefined,
): PathPlace | undefined {
  const { place, path, word } = cursorAt(tree, offset);
  const role = roleOf(path);
  const isPath = place === 'value' && (role !== undefined || path.at(-1) === 'include');
  if (!isPath || tree.text.charAt(word.start) !== '"' || offset <= word.start) return undefined;
  const written = tree.text.slice(word.start + 1, offset);
  if (/["\r\n\\]|\$\{/.test(written)) return undefined;
  const rest = /^[^/"\r\n]*\/?/.exec(tree.text.slice(offset, word.end))?.[0] ?? '';
  const start = offset - (written.length - written.lastIndexOf('/') - 1);
  return { written, range: { start, end: offset + rest.length }, role, directoriesOnly: false };
}
