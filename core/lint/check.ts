import { t } from '../facts/message';
import type { Draft, Finding } from './finding';
import { type Ignore, ignores } from './ignore';
import type { Model } from './model';
import type { Settings } from './options';
import type { Rule } from './rule';
import { LineIndex } from './source';
import { reviewIgnores } from './suppression';

/** Runs the rules over the model: levels and ignore comments applied, sorted by place. Pure; never throws. */
export function check(model: Model, rules: readonly Rule[], settings: Settings): Finding[] {
  const active = rules.filter((rule) => isActive(rule, model, settings));
  const found = active.flatMap((rule) => runRule(rule, model, settings));
  const kept = settings.ignoreComments ? applyIgnores(found, active, rules, model, settings) : found;
  return order(withoutForeignEdits(kept, model), model);
}

/** Fixes are written in the broker's syntax, which a variable of the environment is not in. */
function withoutForeignEdits(found: readonly Finding[], { trees }: Model): readonly Finding[] {
  const foreign = new Set(trees.filter(({ environment }) => environment).map(({ file }) => file));
  if (foreign.size === 0) return found;
  return found.map((finding) => ({
    ...finding,
    fixes: finding.fixes.filter(({ edits }) => edits.every(({ span }) => !foreign.has(span.file))),
  }));
}

function isActive(rule: Rule, model: Model, settings: Settings): boolean {
  if (rule.brokers && !rule.brokers.includes(model.broker.id)) return false;
  const level = settings.rules[rule.id];
  if (level === 'off') return false;
  return level !== undefined || !rule.strict || settings.profile === 'strict';
}

function runRule(rule: Rule, model: Model, settings: Settings): Finding[] {
  try {
    const found: Finding[] = [];
    for (const draft of rule.check(model)) found.push(finish(draft, rule, settings));
    return found;
  } catch (error) {
    // One broken rule must not take the others with it; the user learns of it once and the rest goes on.
    const reason = error instanceof Error ? error.message : String(error);
    const at = { file: model.root, start: 0, end: 0 };
    const message = t('this rule failed on this file and was left out: {reason}; please report it', { reason });
    return [finish({ at, message, level: 'info', kind: 'style' }, rule, settings)];
  }
}

/** Fills in what the rule left out. */
export function finish(draft: Draft, rule: Rule, settings: Settings): Finding {
  const chosen = settings.rules[rule.id];
  return {
    at: draft.at,
    message: draft.message,
    rule: rule.id,
    level: chosen !== undefined && chosen !== 'off' ? chosen : (draft.level ?? rule.level),
    kind: draft.kind ?? rule.kind,
    related: draft.related ?? [],
    fixes: draft.fixes ?? [],
    tags: draft.tags ?? [],
  };
}

function applyIgnores(
  found: readonly Finding[],
  active: readonly Rule[],
  rules: readonly Rule[],
  model: Model,
  settings: Settings,
): Finding[] {
  const all = model.trees.flatMap(ignores);
  if (all.length === 0) return [...found];
  const lines = new Map(model.trees.map((tree) => [tree.file, new LineIndex(tree.text)]));
  const byTarget = ignoresByTarget(all);
  const used = new Set<Ignore>();
  const kept = found.filter(({ at: { file, start }, rule }) => {
    const line = lines.get(file)?.lineAt(start);
    const match = [line, undefined].flatMap((place) => byTarget.get(targetOf({ file, rule, line: place })) ?? []);
    for (const ignore of match) used.add(ignore);
    return match.length === 0;
  });
  const drafts = reviewIgnores(all, used, active, rules);
  const reviewed = active.flatMap((rule) => (drafts[rule.id] ?? []).map((draft) => finish(draft, rule, settings)));
  return [...kept, ...reviewed];
}

/** Those with a reason, by what they speak for. */
function ignoresByTarget(all: readonly Ignore[]): ReadonlyMap<string, readonly Ignore[]> {
  const targets = new Map<string, Ignore[]>();
  for (const ignore of all) {
    if (ignore.reason === '') continue;
    const target = targetOf(ignore);
    const known = targets.get(target);
    if (known) known.push(ignore);
    else targets.set(target, [ignore]);
  }
  return targets;
}

function targetOf({ file, rule, line }: Pick<Ignore, 'file' | 'rule' | 'line'>): string {
  return `${file}\n${rule}\n${line ?? ''}`;
}

/** Root file first, then by offset; the same finding twice is said once. */
export function order(findings: readonly Finding[], model: Model): Finding[] {
  const rank = new Map(model.trees.map((tree, index) => [tree.file, index]));
  const sorted = [...findings].sort(
    (a, b) =>
      (a.at.file === b.at.file ? 0 : (rank.get(a.at.file) ?? 0) - (rank.get(b.at.file) ?? 0)) ||
      a.at.start - b.at.start ||
      a.at.end - b.at.end,
  );
  const said = new Set<string>();
  return sorted.filter((finding, index) => {
    if (!isSamePlace(finding, sorted[index - 1]) && !isSamePlace(finding, sorted[index + 1])) return true;
    const { file, start, end } = finding.at;
    const before = said.size;
    return said.add(JSON.stringify([file, start, end, finding.rule, finding.message])).size > before;
  });
}

function isSamePlace({ at: { start, end } }: Finding, other: Finding | undefined): boolean {
  return other?.at.start === start && other.at.end === end;
}
