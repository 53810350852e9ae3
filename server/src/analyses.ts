import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileId, Host } from '../../core/lint/index';
import { type Dependencies, dependsOn, recorder } from './recorder';

/**
 * Where nobody asks, a burst of edits is over after a part of the time that an analysis takes: small files are judged at
 * once, and a large one not once per keystroke. A longer burst is not waited for. In milliseconds.
 */
const LONGEST_QUIET = 50;
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

export interface AnalysesOptions<T> {
  readonly host: () => Host;
  readonly run: (root: FileId, host: Host) => Promise<T | undefined>;
  /** At least so many milliseconds without an edit; undefined: who asks sets the pace and is answered at once. */
  readonly shortestQuiet: number | undefined;
}

export function analyses<T>({ host, run, shortestQuiet }: AnalysesOptions<T>): Analyses<T> {
  const entries = new Map<FileId, Entry<T>>();
  const finished = new Map<FileId, { readonly result: T; readonly dependencies: Dependencies }>();
  let lastChange = Number.NEGATIVE_INFINITY;
  let lastQuiet = 0;

  function start(root: FileId): Entry<T> {
    const { host: recording, dependencies } = recorder(host());
    dependencies.files.add(root);
    const began = performance.now();
    const promise = run(root, recording).finally(() => {
      lastQuiet = Math.min((performance.now() - began) / 4, LONGEST_QUIET);
    });
    const entry: Entry<T> = { dependencies, promise };
    entries.set(root, entry);
    return entry;
  }

  async function current(root: FileId): Promise<T | undefined> {
    for (;;) {
      if (shortestQuiet !== undefined && !entries.has(root)) {
        await quiet(() => lastChange + Math.max(shortestQuiet, lastQuiet));
      }
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

async function quiet(until: () => number): Promise<void> {
  const latest = performance.now() + LONGEST_BURST;
  for (;;) {
    const rest = Math.min(until(), latest) - performance.now();
    if (rest <= 0) return;
    await sleep(rest);
  }
}
