import type { Effective } from '../../../effective';
import type { Workspace } from '../../../load';
import { effective } from '../effective';
import { serviceWorkspaces } from './model';

/** What the node of a container comes to; of several services each under its name. */
export function effectiveEnvironment(workspace: Workspace): Effective {
  const services = serviceWorkspaces(workspace);
  const found = services.map(({ name, workspace: own }) => ({ name, result: effective(own) }));
  const [only, ...others] = found;
  if (only && others.length === 0) return only.result;
  return {
    values: found.flatMap(({ name, result }) => result.values.map((value) => ({ ...value, section: name }))),
    merged: undefined,
    problems: found.flatMap(({ result }) => result.problems),
  };
}
