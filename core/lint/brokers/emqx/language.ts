import type { Draft } from '../../finding';
import { duplicates } from '../../hocon-duplicates';
import { spanIn } from '../../hocon-view';
import type { Workspace } from '../../load';
import type { LanguageRule } from '../../model';
import { LineIndex } from '../../source';
import type { HoconNode, Resolved } from '../../syntax/hocon-resolve';
import type { Tree, TreeError } from '../../tree';
import { isUnread } from './flavour';
import { ignoredRoots } from './roots';
import { schema } from './schema';
import { checkField, type Issue, type Walk } from './schema-check';
import { validate, validateFor } from './validators';

/** What EMQX's parser, merge and schema find wrong, by the rule that reports it. */
export function languageDrafts(
  workspace: Workspace,
  resolved: Resolved,
  fragment: boolean,
): Partial<Record<LanguageRule, readonly Draft[]>> {
  const { trees } = workspace;
  const found = workspace.versionAssumed ? assumedIssues(resolved, workspace) : issuesOf(resolved, workspace);
  const drafts = new Map<LanguageRule, Draft[]>();
  for (const { rule, draft, mayBeElsewhere } of found) {
    if (fragment && mayBeElsewhere) continue;
    const same = drafts.get(rule);
    if (same) same.push(draft);
    else drafts.set(rule, [draft]);
  }
  return {
    ...Object.fromEntries(drafts),
    'syntax-error': [
      ...syntaxErrors(trees),
      ...resolved.problems.map(({ at, message }): Draft => ({ at, message, kind: 'fatal' })),
    ],
    'duplicate-directive': duplicates(resolved.root, new Set(trees.filter(isBroken)), WEAKER),
  };
}

/** Last values that open a door which the earlier one seemed to close. */
const WEAKER: Readonly<Record<string, string>> = {
  verify: 'verify_none',
  fail_if_no_peer_cert: 'false',
  enable_authn: 'false',
  no_match: 'allow',
};

function issuesOf(resolved: Resolved, { trees, version }: Workspace): Issue[] {
  const issues = [
    ...ofRelease(resolved, trees, { version, issues: [], touched: new Set() }),
    ...validate(resolved.root),
  ];
  return withoutSwallowed(issues, trees);
}

/** What depends on the release. */
function ofRelease({ root }: Resolved, trees: readonly Tree[], walk: Walk): Issue[] {
  return [
    ...schemaIssues(root, walk),
    ...validateFor(root, walk.version),
    ...ignoredRoots(root, trees, walk.version).map((draft): Issue => ({ rule: 'ignored-root', draft })),
  ];
}

function withoutSwallowed(issues: Issue[], trees: readonly Tree[]): Issue[] {
  return trees.some(isBroken) ? issues.filter((issue) => !isSwallowedRoot(issue, trees)) : issues;
}

function isBroken({ errors }: Tree): boolean {
  return errors.some(({ fatal }) => fatal);
}

/** After a missing brace the next roots seem to stand in the block; the brace is what is to be reported. */
function isSwallowedRoot({ rule, draft }: Issue, trees: readonly Tree[]): boolean {
  if (rule !== 'unknown-directive') return false;
  const text = trees.find(({ file }) => file === draft.at.file)?.text ?? '';
  return schema.roots.fields.has(text.slice(draft.at.start, draft.at.end));
}

/**
 * Nobody said which release: the newest is asked. What not every release finds is worth knowing, no more, so that a sound
 * file of an older release is not called broken.
 */
function assumedIssues(resolved: Resolved, { trees, version }: Workspace): Issue[] {
  const walk: Walk = { version, issues: [], touched: new Set() };
  const found = ofRelease(resolved, trees, walk);
  const always = validate(resolved.root);
  // The usual case: nothing to compare.
  if (found.length === 0) return withoutSwallowed(always, trees);
  const key = ({ rule, draft }: Issue): string => `${rule} ${draft.at.start} ${draft.at.end} ${draft.at.file}`;
  // Where nothing is copied, members of a map have no place in common: only those with findings need be compared.
  const only = trees.some(({ text }) => text.includes('${')) ? undefined : walk.touched;
  const others = schema.versions
    .filter((other) => other !== version)
    .map((other) => ofRelease(resolved, trees, { version: other, issues: [], touched: new Set(), only }))
    .map((issues) => new Set([...issues, ...always].map(key)));
  const compared = found.map((issue) => {
    if (others.every((other) => other.has(key(issue)))) return issue;
    return { ...issue, draft: { ...issue.draft, level: 'info', kind: 'correctness' } } as const;
  });
  return withoutSwallowed([...compared, ...always], trees);
}

function schemaIssues(root: HoconNode, walk: Walk): Issue[] {
  for (const [name, node] of root.children) {
    const field = schema.roots.fields.get(name);
    if (field?.versions.includes(walk.version)) checkField(node, field, root, walk);
  }
  return walk.issues;
}

export function syntaxErrors(trees: readonly Tree[]): Draft[] {
  return trees.flatMap((tree) =>
    isUnread(tree)
      ? tree.errors.map((error) => unread(tree, error))
      : withoutStorms(tree).map((error) => syntaxError(tree, error)),
  );
}

/** Points at the first line that says something. */
function unread(tree: Tree, { message }: TreeError): Draft {
  const start = Math.max(0, tree.text.search(/^[ \t]*[^#\s]/m));
  const line = /[^\n\r]*/y;
  line.lastIndex = start;
  const end = start + (line.exec(tree.text)?.[0] ?? '').trimEnd().length;
  return { at: spanIn(tree, { start, end }), message, level: 'info', kind: 'correctness' };
}

const MOST_PER_LINE = 3;

/** Of a line that is wrong all over, as after a lost quote, the first complaint says enough. */
function withoutStorms({ text, errors }: Tree): readonly TreeError[] {
  if (errors.length <= MOST_PER_LINE) return errors;
  const lines = new LineIndex(text);
  const groups = new Map<number, TreeError[]>();
  for (const error of errors) {
    const line = lines.lineAt(error.range.start);
    const group = groups.get(line);
    if (group) group.push(error);
    else groups.set(line, [error]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length > MOST_PER_LINE ? group.filter(({ fatal }) => fatal).slice(0, 1) : group,
  );
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
