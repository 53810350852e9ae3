import { t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import type { Workspace } from '../../../load';
import type { LanguageRule } from '../../../model';
import { DIRECTIVES, findDirective } from '../directives';
import { allDirectives, type Block, type Directive, keySpan, spanOf } from '../scopes';
import type { BrokerServer } from '../servers';
import { staplingDrafts } from '../stapling';
import { fileOf, type Reading } from '../tls';
import { listenDrafts } from './listens';
import { placementOf } from './placement';
import { requiredDrafts } from './required';
import { shapeDraft, valueDraft } from './values';

type Found = readonly [LanguageRule, Draft];

/** What nginx itself finds wrong, or says in its log only. */
export function languageDrafts(
  workspace: Workspace,
  configuration: Block,
  servers: readonly BrokerServer[],
  reading: Reading,
  fragment: boolean,
): Partial<Record<LanguageRule, readonly Draft[]>> {
  const found: Found[] = [
    ...syntaxDrafts(workspace),
    ...[...allDirectives(configuration)].flatMap((directive) => directiveDrafts(directive, workspace, configuration)),
    ...[...duplicates(configuration)],
    ...listenDrafts(configuration, workspace.version),
    ...requiredDrafts(configuration, servers, fragment),
    ...servers.flatMap(({ block }) =>
      [...staplingDrafts(block, (at) => fileOf(reading, at))].map(
        (draft) => ['ocsp-stapling-incomplete', draft] as const,
      ),
    ),
  ];
  const byRule = new Map<LanguageRule, Draft[]>();
  for (const [rule, draft] of found) byRule.set(rule, [...(byRule.get(rule) ?? []), draft]);
  return Object.fromEntries(byRule);
}

/** Only the first error of a file is one for sure; what follows may come of it. */
function syntaxDrafts({ trees }: Workspace): Found[] {
  return trees.flatMap((tree) => {
    const [first] = tree.errors;
    if (!first) return [];
    const { range, message, fix } = first;
    const edits = fix?.edits.map((edit) => ({ span: spanOf({ tree }, edit.range), text: edit.text }));
    const fixes = fix && edits ? [{ title: fix.title, edits, safe: fix.safe }] : [];
    return [['syntax-error', { at: spanOf({ tree }, range), message, kind: 'fatal', fixes }] as const];
  });
}

function directiveDrafts(directive: Directive, workspace: Workspace, configuration: Block): Found[] {
  const { name, parent } = directive;
  if (parent.context === 'other') return [];
  const row = findDirective(name);
  if (!row) return unknown(directive);
  const guessed = parent === configuration && parent.context !== 'main';
  const placed = guessed ? undefined : placementOf(directive, row, workspace);
  if (placed && placed[1].kind === 'fatal') return [placed];
  const shape = shapeDraft(directive);
  if (shape) return [['syntax-error', shape]];
  const value = valueDraft(directive, row);
  return [...(placed ? [placed] : []), ...(value ? [['invalid-value', value] as const] : [])];
}

/** Modules bring directives of their own, so only a slip in the name of a known one is told. */
function unknown(directive: Directive): Found[] {
  const { name } = directive;
  const meant = /_/.test(name) && !OTHERS.has(name) ? nearest(name, Object.keys(DIRECTIVES)) : undefined;
  if (meant === undefined) return [];
  const message = t('“{name}” is not known: did you mean “{meant}”', { name, meant });
  const edits = [{ span: keySpan(directive), text: meant }];
  const fixes = [{ title: t('Write {nearest}', { nearest: meant }), edits, safe: false }];
  return [['unknown-directive', { at: keySpan(directive), message, kind: 'fatal', fixes }]];
}

/** Names of nginx 1.22 to 1.29 that are a slip away from one of the table. */
const OTHERS: ReadonlySet<string> = new Set(['proxy_cache', 'proxy_limit_rate']);

/** Most directives may stand in a block once. */
function* duplicates(block: Block): Iterable<Found> {
  const seen = new Map<string, Directive>();
  for (const directive of block.directives) {
    const { name } = directive;
    const first = seen.get(name);
    const row = block.context === 'other' ? undefined : findDirective(name);
    if (row && !row.repeated && first) yield ['duplicate-directive', duplicate(directive, first)];
    else seen.set(name, directive);
    if (directive.block) yield* duplicates(directive.block);
  }
}

function duplicate(directive: Directive, first: Directive): Draft {
  const message = t('“{name}” may stand here once only', { name: directive.name });
  const related = [{ at: keySpan(first), message: t('first set here') }];
  return { at: keySpan(directive), message, kind: 'fatal', level: 'error', related };
}
