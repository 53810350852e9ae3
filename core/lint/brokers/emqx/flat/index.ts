import type { EditorFacts } from '../../../broker';
import type { Workspace } from '../../../load';
import type { Tree } from '../../../tree';
import { flavourError } from '../flavour';
import { flatEditor } from './editor';

/** In HOCON a flat file is one unread piece: neither merged nor judged by the words of 5.x. */
export function withoutFlat(workspace: Workspace): Workspace {
  return { ...workspace, trees: workspace.trees.map(unread) };
}

function unread(tree: Tree): Tree {
  if (tree.dialect !== 'flat') return tree;
  const { file, text } = tree;
  return { file, text, entries: [], comments: [], errors: [flavourError(text, 'flat')] };
}

/** The editor of HOCON, and in flat files theirs. */
export function editorByDialect(hocon: EditorFacts): EditorFacts {
  const of = (tree: Tree): EditorFacts => (tree.dialect === 'flat' ? flatEditor : hocon);
  return {
    complete: (tree, offset, version) => of(tree).complete(tree, offset, version),
    describe: (tree, offset, version) => of(tree).describe(tree, offset, version),
    outline: (tree) => of(tree).outline(tree),
    pathAt: (tree, offset, version) => of(tree).pathAt?.(tree, offset, version),
    format: (tree, version, within) => of(tree).format?.(tree, version, within) ?? [],
    tokens: (tree, version) => of(tree).tokens?.(tree, version) ?? [],
  };
}
