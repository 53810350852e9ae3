import type { Draft } from '../../finding';
import type { Workspace } from '../../load';
import type { LanguageRule } from '../../model';
import type { Resolved } from '../../syntax/hocon-resolve';
import type { Tree, TreeError } from '../../tree';
import { duplicates } from './duplicates';
import { spanIn } from './merged';
import { ignoredRoots } from './roots';
import { schema } from './schema';
import { checkField, type Issue } from './schema-check';
import { validate } from './validators';

/** What EMQX's parser, merge and schema find wrong, by the rule that reports it. */
export function languageDrafts(
  { trees, version }: Workspace,
  resolved: Resolved,
): Partial<Record<LanguageRule, readonly Draft[]>> {
  const issues = [...schemaIssues(resolved, version), ...validate(resolved.root, version)];
  const of = (rule: LanguageRule): Draft[] => issues.filter((issue) => issue.rule === rule).map(({ draft }) => draft);
  return {
    'syntax-error': syntaxErrors(trees, resolved),
    'unknown-directive': of('unknown-directive'),
    'unavailable-directive': of('unavailable-directive'),
    'deprecated-directive': of('deprecated-directive'),
    'misplaced-tls-option': of('misplaced-tls-option'),
    'invalid-value': of('invalid-value'),
    'ignored-root': ignoredRoots(resolved.root, trees, version),
    'duplicate-directive': duplicates(resolved.root),
  };
}

function schemaIssues({ root }: Resolved, version: string): Issue[] {
  return [...root.children].flatMap(([name, node]) => {
    const field = schema.roots.fields.get(name);
    return field?.versions.includes(version) ? checkField(node, field, root, version) : [];
  });
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
