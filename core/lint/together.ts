import type { Analysis } from './analyze';
import { check, order } from './check';
import { junctionsOf } from './junctions';
import { rules } from './rules/index.generated';

/**
 * The analysis with what shows only beside the others: configurations that are known at the same time and belong to the
 * same place. The analysis itself where nothing does. Those of the others do not depend on it. Pure.
 */
export function besideOthers(analysis: Analysis, others: readonly Analysis[]): Analysis {
  // Whoever keeps no proxy is not asked for a model, which may be large and not made yet.
  if (![analysis, ...others].some(({ broker }) => broker.proxy)) return analysis;
  const { root } = analysis.model;
  const models = [analysis, ...others.filter(({ model }) => model.root !== root)].map(({ model }) => model);
  const junctions = junctionsOf(models).filter(({ proxy, broker }) => proxy.root === root || broker.root === root);
  if (junctions.length === 0) return analysis;
  const model = { ...analysis.model, junctions };
  const asked = rules.filter(({ beside }) => beside);
  const found = check(model, asked, analysis.settings);
  const again = new Set(asked.map(({ id }) => id));
  const kept = analysis.findings.filter(({ rule }) => !again.has(rule));
  return { ...analysis, model, findings: order([...kept, ...found], model), basis: undefined };
}
