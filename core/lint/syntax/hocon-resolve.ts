import { t } from '../../facts/message';
import type { Entry, Tree } from '../tree';
import { Merge, type ResolveProblem } from './hocon-merge';
import type { HoconNode } from './hocon-node';
import { type Substitution, substitutions } from './hocon-substitute';

export { toJson } from './hocon-json';
export { find, forEachNode, type HoconNode, isInclude, type Source, withChildren } from './hocon-node';

export interface Resolved {
  readonly root: HoconNode;
  /** What makes the broker give up although each file is well-formed. */
  readonly problems: readonly ResolveProblem[];
}

type Included = (tree: Tree, entry: Entry) => Tree | undefined;

/** Merges the entries of the root file, with included files in their places and substitutions resolved. */
export function resolveHocon(root: Tree, included: Included): Resolved {
  return resolveLayers([root], included);
}

/** As `resolveHocon`, for files of which each overrides those before it. */
export function resolveLayers(layers: readonly Tree[], included: Included): Resolved {
  const { found, undefined: missing } = substitutions(layers, included);
  const merge = new Merge(included, found);
  const root = merge.run(layers);
  return { root, problems: [...merge.problems, ...missing.map(undefinedPath)] };
}

function undefinedPath({ scalar, path, whole }: Substitution): ResolveProblem {
  return {
    at: { file: whole.place.tree.file, start: scalar.range.start, end: scalar.range.end },
    message: t('“{path}” is not defined in these files, and EMQX does not look into the environment', {
      path: path.join('.'),
    }),
  };
}
