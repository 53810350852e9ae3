import { t } from '../../facts/message';
import type { Entry, Scalar, Tree } from '../tree';
import { LIMITS, Merge, type OpenSubstitution, type ResolveProblem } from './hocon-merge';
import type { MergedNode } from './hocon-merged';
import { find, type HoconNode } from './hocon-node';

export { toJson } from './hocon-json';
export { find, forEachNode, type HoconNode, isInclude, type Source, withChildren } from './hocon-node';

export interface Resolved {
  readonly root: HoconNode;
  /** What makes the broker give up although each file is well-formed. */
  readonly problems: readonly ResolveProblem[];
}

type Included = (tree: Tree, entry: Entry) => Tree | undefined;

/**
 * Merges the entries of the root file, with included files in their places. As in the broker, a substitution sees every
 * value that is itself resolved, wherever it stands, so resolving goes in passes until nothing changes.
 */
export function resolveHocon(root: Tree, included: Included): Resolved {
  return resolveLayers([root], included);
}

/** As `resolveHocon`, for files of which each overrides those before it. */
export function resolveLayers(layers: readonly Tree[], included: Included): Resolved {
  const known = new Map<Scalar, MergedNode>();
  for (let pass = 0; ; pass++) {
    const merge = new Merge(included, known);
    const node = merge.run(layers);
    const progress = merge.open.filter(({ scalar, path }) => {
      const target = find(node, path);
      if (target && !merge.waits(target)) known.set(scalar, target);
      return known.has(scalar);
    });
    if (progress.length > 0 && pass < LIMITS.passes) continue;
    const unresolved = pass < LIMITS.passes ? merge.open.filter(({ scalar }) => !scalar.text.startsWith('?')) : [];
    return { root: node, problems: [...merge.problems, ...unresolved.map(undefinedPath)] };
  }
}

function undefinedPath({ scalar, path, file }: OpenSubstitution): ResolveProblem {
  return {
    at: { file, start: scalar.range.start, end: scalar.range.end },
    message: t('“{path}” is not defined in these files, and EMQX does not look into the environment', {
      path: path.join('.'),
    }),
  };
}
