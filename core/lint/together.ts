import type { Analysis } from './analyze';
import { check, order } from './check';
import { junctionsOf } from './junctions';
import type { Junction } from './model';
import { rules } from './rules/index.generated';
import type { FileId } from './source';

/**
 * Analyses of configurations that are known at the same time and belong to the same place, in the same order, each with
 * what shows only beside the others; the same object where nothing does. None depends on what this adds to another. Pure.
 */
export function together(analyses: readonly Analysis[]): readonly Analysis[] {
  // Where there is no proxy nobody is asked for a model, which may be large and not made yet.
  if (analyses.length < 2 || !analyses.some(({ broker }) => broker.proxy)) return analyses;
  const models = new Map(analyses.map(({ model }) => [model.root, model]));
  const junctions = new Map<FileId, Junction[]>();
  for (const junction of junctionsOf([...models.values()])) {
    for (const { root } of [junction.proxy, junction.broker]) {
      junctions.set(root, [...(junctions.get(root) ?? []), junction]);
    }
  }
  return analyses.map((analysis) => judgedAgain(analysis, junctions.get(analysis.model.root) ?? []));
}

function judgedAgain(analysis: Analysis, junctions: readonly Junction[]): Analysis {
  if (junctions.length === 0) return analysis;
  const model = { ...analysis.model, junctions };
  const asked = rules.filter(({ beside }) => beside);
  const again = new Set(asked.map(({ id }) => id));
  const kept = analysis.findings.filter(({ rule }) => !again.has(rule));
  const found = check(model, asked, analysis.settings);
  return { ...analysis, model, findings: order([...kept, ...found], model), basis: undefined };
}
