import type { FileId, Host } from '../../core/lint/index';

/** What an analysis looked at: it is stale as soon as one of these changes. */
export interface Dependencies {
  /** Read or inspected, whether there or not. */
  readonly files: Set<FileId>;
  /** Listed directories: stale when anything in them comes or goes. */
  readonly directories: Set<FileId>;
}

export interface Recorder {
  readonly host: Host;
  readonly dependencies: Dependencies;
}

/** A host that notes what it was asked for. */
export function recorder(host: Host): Recorder {
  const dependencies: Dependencies = { files: new Set(), directories: new Set() };
  return {
    dependencies,
    host: {
      resolve: host.resolve,
      read: (file, limit) => {
        dependencies.files.add(file);
        return host.read(file, limit);
      },
      inspect: (file) => {
        dependencies.files.add(file);
        return host.inspect(file);
      },
      list: (directory) => {
        dependencies.directories.add(directory);
        return host.list(directory);
      },
      mode: async (file) => host.mode?.(file),
    },
  };
}

export function dependsOn({ files, directories }: Dependencies, changed: FileId): boolean {
  return files.has(changed) || directories.has(parentOf(changed)) || directories.has(changed);
}

/** Ids are paths or URIs with `/`. */
export function parentOf(file: FileId): FileId {
  return file.slice(0, file.lastIndexOf('/'));
}
