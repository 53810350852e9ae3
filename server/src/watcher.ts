import path from 'node:path';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileSystemWatcher,
} from 'vscode-languageserver/node';
import { OPTIONS_FILE } from '../../core/lint/index';
import { uriIds } from './fileIds';
import { isInside } from './host';
import type { Dependencies } from './recorder';

export interface WatcherOptions {
  readonly connection: Connection;
  /** The client takes patterns relative to a folder, which may lie outside the workspace. */
  readonly relativePatterns: boolean;
  readonly roots: () => readonly string[];
  /** Where given, nothing outside the workspace is watched. */
  readonly confined: boolean;
}

/**
 * Asks the client to watch what the analyses depend on. → to be called whenever that may have changed; resolves with
 * whether something new is watched.
 */
export function watcher(options: WatcherOptions): (dependencies: Iterable<Dependencies>) => Promise<boolean> {
  let watched = '';
  let registration: Disposable | undefined;
  return async (dependencies) => {
    const watchers = toWatchers(namesByFolder(dependencies, options), options);
    const key = JSON.stringify(watchers);
    if (key === watched) return false;
    watched = key;
    const previous = registration;
    registration = await options.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    previous?.dispose();
    return true;
  };
}

/** Folder → names in it, `*` for a folder whose list of files matters. */
function namesByFolder(dependencies: Iterable<Dependencies>, options: WatcherOptions): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  const add = (folder: string, name: string) => {
    if (options.confined && !insideWorkspace(folder, options)) return;
    folders.set(folder, (folders.get(folder) ?? new Set()).add(name));
  };
  for (const { files, directories } of dependencies) {
    for (const file of files) {
      const found = uriIds.path(file);
      if (found === undefined) continue;
      const [folder, name] = [path.dirname(found), path.basename(found)];
      // Options files are looked for up to the top of the disk, but are expected in the workspace.
      if (name !== OPTIONS_FILE || insideWorkspace(folder, options)) add(folder, name);
    }
    for (const directory of directories) {
      const found = uriIds.path(directory);
      if (found !== undefined) add(found, '*');
    }
  }
  return folders;
}

function insideWorkspace(folder: string, { roots }: WatcherOptions): boolean {
  return roots().some((root) => isInside(root, folder));
}

function toWatchers(folders: Map<string, Set<string>>, { relativePatterns }: WatcherOptions): FileSystemWatcher[] {
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, names]) => {
      const pattern = namePattern([...names].sort());
      if (relativePatterns) return { globPattern: { baseUri: uriIds.id(folder), pattern } };
      return { globPattern: `${folder.replaceAll('\\', '/').replace(/\/$/, '')}/${pattern}` };
    });
}

/** Names with characters that mean something in a glob are covered by `*`: too many events do no harm. */
function namePattern(names: readonly string[]): string {
  if (names.some((name) => name === '*' || /[*?[\]{},!\\]/.test(name))) return '*';
  return names.length === 1 ? String(names[0]) : `{${names.join(',')}}`;
}
