import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileId, Host } from '../../core/lint/index';
import { type Dependencies, dependsOn, recorder } from './recorder';

/** A burst of edits is over after so many milliseconds without one; a longer burst is not waited for. */
const QUIET = 25;
const LONGEST_BURST = 250;

/** Results by root file; each is kept until something that it looked at changes. */
export interface Analyses<T> {
  /** Up to date, whatever changes while it is being made. */
  current(root: FileId): Promise<T | undefined>;
  /** The last finished one, perhaps out of date. */
  last(root: FileId): T | undefined;
  /** Last finished ones. */
  all(): IterableIterator<readonly [FileId, T]>;
  /** Drops what depends on the changed files; without argument everything. */
  invalidate(changed?: readonly FileId[]): void;
  /** The same for a keystroke, after which another is likely. */
  edited(file: FileId): void;
  forget(root: FileId): void;
  dependencies(): IterableIterator<Dependencies>;
}

interface Entry<T> {
  readonly promise: Promise<T | undefined>;
  readonly dependencies: Dependencies;
}

export function analyses<T>(host: () => Host, run: (root: FileId, host: Host) => Promise<T | undefined>): Analyses<T> {
  const entries = new Map<FileId, Entry<T>>();
  const finished = new Map<FileId, { readonly result: T; readonly dependencies: Dependencies }>();
  let lastChange = Number.NEGATIVE_INFINITY;

  function start(root: FileId): Entry<T> {
    const { host: recording, dependencies } = recorder(host());
    dependencies.files.add(root);
    const entry: Entry<T> = { dependencies, promise: run(root, recording) };
    entries.set(root, entry);
    return entry;
  }

  async function current(root: FileId): Promise<T | undefined> {
    for (;;) {
      if (!entries.has(root)) await quiet(() => lastChange);
      const entry = entries.get(root) ?? start(root);
      const result = await entry.promise;
      // A change in the meantime has taken the entry away: what it says is out of date.
      if (entries.get(root) !== entry) continue;
      if (result === undefined) finished.delete(root);
      else finished.set(root, { result, dependencies: entry.dependencies });
      return result;
    }
  }

  function invalidate(changed?: readonly FileId[]): void {
    for (const [root, { dependencies }] of entries) {
      if (!changed || changed.some((file) => dependsOn(dependencies, file))) entries.delete(root);
    }
  }

  return {
    current,
    last: (root) => finished.get(root)?.result,
    *all() {
      for (const [root, { result }] of finished) yield [root, result];
    },
    invalidate,
    edited(file) {
      lastChange = performance.now();
      invalidate([file]);
    },
    forget(root) {
      entries.delete(root);
      finished.delete(root);
    },
    *dependencies() {
      for (const { dependencies } of finished.values()) yield dependencies;
    },
  };
}

async function quiet(lastChange: () => number): Promise<void> {
  const latest = performance.now() + LONGEST_BURST;
  for (;;) {
    const now = performance.now();
    const rest = Math.min(lastChange() + QUIET, latest) - now;
    if (rest <= 0) return;
    await sleep(rest);
  }
}
