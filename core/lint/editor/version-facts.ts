import { t } from '../../facts/message';
import type { DescribedFact, Description } from '../broker';
import type { Fact } from './certificate-facts';

/** An option as one version of its broker has it; undefined where that does not know it at all. */
export interface DescribedBy {
  readonly version: string;
  readonly description: Description | undefined;
}

/**
 * For where no version is set: what was otherwise in `older` versions (the newest of them first), and by which version
 * everything else is said. Nothing where all versions agree.
 */
export function versionFacts(newest: Description, version: string, older: readonly DescribedBy[]): readonly Fact[] {
  const first = older.findIndex(({ description }) => !description || description.known === false);
  const knowing = first < 0 ? older : older.slice(0, first);
  const rows = newest.facts.flatMap((fact) => changesOf(fact, knowing));
  if (rows.length === 0 && first < 0 && newest.known !== false) return [];
  return [...rows, { name: t('Judged by'), value: t('{version}, the newest version, for none is set', { version }) }];
}

/** Each earlier value of one fact, with the last version that had it. */
function changesOf({ name, value, prose }: DescribedFact, older: readonly DescribedBy[]): readonly Fact[] {
  let last = value;
  return older.flatMap(({ version, description }) => {
    const before = description?.facts.find((fact) => fact.name.template === name.template)?.value;
    if (before === undefined || before === last) return [];
    last = before;
    return [{ name: t('{name} up to {version}', { name, version }), value: before, prose }];
  });
}
