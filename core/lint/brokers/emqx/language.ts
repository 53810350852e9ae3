import type { Draft } from '../../finding';
import type { Workspace } from '../../load';
import type { LanguageRule } from '../../model';
import type { Resolved } from '../../syntax/hocon-resolve';
import type { Tree, TreeError } from '../../tree';
import { spanIn } from './merged';

export function languageDrafts(
  workspace: Workspace,
  resolved: Resolved,
): Partial<Record<LanguageRule, readonly Draft[]>> {
  return { 'syntax-error': syntaxErrors(workspace.trees, resolved) };
}

function syntaxErrors(trees: readonly Tree[], { problems }: Resolved): Draft[] {
  const written = trees.flatMap((tree) => tree.errors.map((error) => syntaxError(tree, error)));
  return [...written, ...problems.map(({ at, message }): Draft => ({ at, message, kind: 'fatal' }))];
}

function syntaxError(tree: Tree, { range, message, fatal, fix }: TreeError): Draft {
  const edits = fix?.edits.map((edit) => ({ span: spanIn(tree, edit.range), text: edit.text }));
  return {
    at: spanIn(tree, range),
    message,
    ...(fatal ? { kind: 'fatal' as const } : { level: 'warning' as const, kind: 'correctness' as const }),
    fixes: fix && edits ? [{ title: fix.title, edits, safe: fix.safe }] : [],
  };
}
