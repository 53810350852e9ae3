import type { PathPlace } from '../../broker';
import { cursorAt } from '../../editor/hocon-cursor';
import type { Tree } from '../../tree';
import { fileRole } from './references';

/** The path in quotes under the cursor; one without quotes ends at the first sign that HOCON gives a meaning. */
export function pathAt(tree: Tree, offset: number): PathPlace | undefined {
  const { place, path, word } = cursorAt(tree, offset);
  const role = fileRole(path);
  const isPath = place === 'value' && (role !== undefined || path.at(-1) === 'include');
  if (!isPath || tree.text.charAt(word.start) !== '"' || offset <= word.start) return undefined;
  const written = tree.text.slice(word.start + 1, offset);
  if (/["\r\n\\]|\$\{/.test(written)) return undefined;
  const rest = /^[^/"\r\n]*\/?/.exec(tree.text.slice(offset, word.end))?.[0] ?? '';
  const start = offset - (written.length - written.lastIndexOf('/') - 1);
  return { written, range: { start, end: offset + rest.length }, role, directoriesOnly: false };
}
