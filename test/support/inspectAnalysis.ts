import assert from 'node:assert/strict';
import { format } from '../../core/facts/message';
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  applyEdits,
  type BrokerId,
  defaultSettings,
  type Edit,
  type Finding,
  type Span,
} from '../../core/lint';
import { rebuild } from '../../core/lint/syntax/rebuild';
import { memoryHost } from './memoryHost';

const OPTIONS = {
  settings: { ...defaultSettings, profile: 'strict' },
  now: Date.UTC(2026, 0, 15),
} as const satisfies AnalyzeOptions;

/** Analyses one text alone, all rules on, as the broker's own file or as one of another name. */
export async function analyzeText(text: string, broker: BrokerId, name?: string): Promise<Analysis> {
  const file = `/config/${name ?? `${broker}.conf`}`;
  const analysis = await analyze(file, memoryHost({ [file]: { text } }), { ...OPTIONS, broker });
  assert.ok(analysis);
  return analysis;
}

/** What must hold of every text whatsoever. */
export function assertSound({ workspace, findings, model, broker }: Analysis): void {
  for (const tree of workspace.trees) assert.equal(rebuild(tree), tree.text);
  const lengths = new Map(model.trees.map(({ file, text }) => [file, text.length]));
  for (const finding of findings) {
    const length = lengths.get(finding.at.file);
    assert.ok(length !== undefined, `${finding.rule} points into a file that was not read`);
    const spans = [
      finding.at,
      ...finding.related.map(({ at }) => at),
      ...finding.fixes.flatMap(({ edits }) => edits.map(({ span }) => span)),
    ];
    for (const { start, end, file } of spans) {
      const inside = start >= 0 && start <= end && end <= (lengths.get(file) ?? length);
      assert.ok(inside, `${finding.rule}: ${start}–${end} lies outside of the text`);
    }
    const text = format(finding.message);
    assert.doesNotMatch(text, /this rule failed on this file/, `${finding.rule}: ${text}`);
    const { template, args } = finding.message;
    for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
      assert.ok(args[name] !== undefined, `${finding.rule} gives no ${name} for “${template}”`);
    }
  }
  const [tree] = model.trees;
  if (!tree) return;
  for (const offset of [0, tree.text.length >> 1, tree.text.length]) {
    broker.editor.complete(tree, offset, model.version);
    broker.editor.describe(tree, offset, model.version);
  }
  broker.editor.outline(tree);
}

/**
 * Each fix, applied alone, ends its finding: the same rule says the same less often, or no longer at that place (mending
 * one mistake may let the parser see the next of the same kind).
 */
export async function assertFixesWork(analysis: Analysis): Promise<number> {
  const text = analysis.workspace.trees[0]?.text ?? '';
  let applied = 0;
  for (const finding of analysis.findings) {
    for (const fix of finding.fixes) {
      if (fix.edits.length === 0) continue;
      const changed = applyEdits(text, fix.edits);
      const after = (
        await analyzeText(changed, analysis.broker.id, analysis.model.root.slice('/config/'.length))
      ).findings.filter(saysTheSame(finding));
      const before = analysis.findings.filter(saysTheSame(finding));
      const { start, end } = moved(finding.at, fix.edits);
      const gone = after.length < before.length || after.every(({ at }) => at.end <= start || at.start >= end);
      // In text that is no configuration at all the next character may be wrong in the same way.
      const ended = gone || (finding.rule === 'syntax-error' && after.length === before.length);
      assert.ok(
        ended,
        `${finding.rule}: “${format(finding.message)}” is still there after “${format(fix.title)}” in\n${changed}`,
      );
      applied++;
    }
  }
  return applied;
}

function saysTheSame({ rule, message }: Finding): (other: Finding) => boolean {
  return (other) => other.rule === rule && format(other.message) === format(message);
}

/** Where a span lies after the edits; an edit at its border counts as part of it. */
function moved(span: Span, edits: readonly Edit[]): { start: number; end: number } {
  const growth = (counts: (edit: Edit) => boolean) =>
    edits.filter(counts).reduce((sum, { span: { start, end }, text }) => sum + text.length - (end - start), 0);
  return {
    start: span.start + growth((edit) => edit.span.end < span.start),
    end: span.end + growth((edit) => edit.span.start <= span.end),
  };
}
