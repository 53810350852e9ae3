import { posix } from 'node:path';
import type { FileFacts, Host, ReadResult } from '../../core/lint/host';

/** A file of a test: text, or facts as `inspect` gives them, or what `read` should answer. */
export type MemoryFile =
  | { readonly text: string; readonly mode?: number | undefined; readonly link?: true }
  | { readonly facts: FileFacts }
  | { readonly read: ReadResult };

const EMPTY_PEM = { encoding: 'other', certificates: [], keys: [], labels: [] } as const;

/** A host over a map from absolute POSIX paths to files. */
export function memoryHost(files: Readonly<Record<string, MemoryFile>>): Host {
  const paths = Object.keys(files);
  const isDirectory = (path: string) => paths.some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));
  return {
    resolve: (from, reference) => [posix.resolve(posix.dirname(from), reference)],
    read: async (file) => read(files[file], isDirectory(file)),
    list: async (directory) => {
      const entry = files[directory];
      if (entry && 'facts' in entry && entry.facts.kind === 'directory') return entry.facts.names;
      if (!isDirectory(directory)) return undefined;
      const prefix = `${directory.replace(/\/$/, '')}/`;
      const names = paths
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length).split('/')[0] ?? '');
      return [...new Set(names)].sort();
    },
    mode: async (file) => {
      const entry = files[file];
      return entry && 'text' in entry ? entry.mode : undefined;
    },
    inspect: async (file) => {
      const entry = files[file];
      if (entry && 'facts' in entry) return entry.facts;
      if (entry && 'text' in entry) {
        return { kind: 'file', mode: entry.mode ?? 0o644, pem: EMPTY_PEM, ...(entry.link && { link: true }) };
      }
      if (entry) return { kind: 'file', mode: 0o644, pem: EMPTY_PEM };
      if (isDirectory(file)) return { kind: 'directory' };
      return { kind: 'missing', directoryExists: isDirectory(posix.dirname(file)) };
    },
  };
}

function read(entry: MemoryFile | undefined, directory: boolean): ReadResult {
  if (!entry) return { kind: directory ? 'directory' : 'missing' };
  if ('text' in entry) return { kind: 'text', text: entry.text };
  return 'read' in entry ? entry.read : { kind: 'binary' };
}
