import { t } from '../../facts/message';
import type { Tree } from '../tree';

export const NUL_MESSAGE = t('a NUL byte makes mosquitto ignore this line and the rest of the file; delete it');

/**
 * `fgets_extending` takes a line that a NUL cuts short for one that goes on, up to the end of the file; what it has read
 * then is dropped where the file ends with a line end, and else holds what stands before the NUL (seen on 2.0.11 and
 * 2.0.21). → where reading ends
 */
export function endBeforeNul(text: string, nul: number): number {
  return text.endsWith('\n') ? text.lastIndexOf('\n', nul) + 1 : nul;
}

/** From 2.1 on the line counts only if nothing but its rest follows: what older versions took of it goes (2.1.2). */
export function withoutNulLine(tree: Tree): Tree {
  const nul = tree.text.indexOf('\0');
  if (nul < 0 || tree.text.indexOf('\n', nul) < 0) return tree;
  const start = tree.text.lastIndexOf('\n', nul) + 1;
  const before = ({ range }: { readonly range: { readonly start: number } }): boolean => range.start < start;
  return {
    ...tree,
    entries: tree.entries.filter(before),
    comments: tree.comments.filter(before),
    errors: tree.errors.filter((error) => before(error) || error.message === NUL_MESSAGE),
  };
}
