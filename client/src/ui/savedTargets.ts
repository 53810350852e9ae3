import type { Memento } from 'vscode';
import type { Target } from '../../../core/probe';
import { type StoredTarget, withoutSecrets } from '../report/plan';

/** A broker to which the user wants to come back. */
export interface SavedTarget {
  /** Unique among the saved ones. */
  readonly name: string;
  readonly target: StoredTarget;
}

const KEY = 'targets';

/** Kept in the workspace's state: addresses, paths and user names, no secrets. */
export function savedTargets(state: Memento) {
  const list = (): readonly SavedTarget[] => state.get<readonly SavedTarget[]>(KEY, []);
  const others = (name: string) => list().filter((saved) => saved.name !== name);
  return {
    list,
    /** The newest comes first; one of the same name gives way. */
    save: (name: string, target: Target | StoredTarget) =>
      state.update(KEY, [{ name, target: 'secrets' in target ? target : withoutSecrets(target) }, ...others(name)]),
    remove: (name: string) => state.update(KEY, others(name)),
  };
}
