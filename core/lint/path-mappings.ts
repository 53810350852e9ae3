import { type Message, t } from '../facts/message';
import type { Host } from './host';
import { decoded, type FileId } from './source';

/** Where a folder of the broker's machine, or of its container, is here. */
export interface PathMapping {
  /** As the configuration writes it, e.g. `/mosquitto/config`. */
  readonly prefix: string;
  readonly folder: string;
  /** The file beside which a relative folder is meant; absent: the configuration, or the workspace. */
  readonly from?: FileId;
}

/** An object from prefix to folder; what is wrong goes to `problems`, the rest counts. */
export function readPathMappings(value: unknown, problems: Message[]): readonly PathMapping[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(t('“pathMappings” must be an object from a path of the broker to a folder here'));
    return [];
  }
  return Object.entries(value).flatMap(([prefix, folder]: [string, unknown]) => {
    if (prefix !== '' && typeof folder === 'string' && folder !== '') return [{ prefix, folder }];
    problems.push(t('“{prefix}” must be mapped to the path of a folder', { prefix }));
    return [];
  });
}

/** Looks for mapped paths in their folders first. The longest prefix comes first; of equal ones the one named first. */
export function withMappings(host: Host, mappings: readonly PathMapping[], root: FileId): Host {
  if (mappings.length === 0) return host;
  const ordered = longestFirst(mappings);
  const mapped = (reference: string): readonly FileId[] =>
    ordered
      .filter(({ prefix }) => reference === prefix || /[\\/]/.test(reference.charAt(prefix.length)))
      .filter(({ prefix }) => reference.startsWith(prefix))
      .flatMap((mapping) => candidates(host, mapping, reference.slice(mapping.prefix.length), root));
  return {
    ...host,
    resolve: (from, reference) => [...new Set([...mapped(reference), ...host.resolve(from, reference)])],
  };
}

function longestFirst(mappings: readonly PathMapping[]): readonly PathMapping[] {
  return mappings
    .map((mapping) => ({ ...mapping, prefix: mapping.prefix.replace(/[\\/]+$/, '') }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
}

/** The other way round: what the broker calls a folder that is here, without a slash at its end. */
export function mappedPath(
  host: Pick<Host, 'resolve'>,
  mappings: readonly PathMapping[],
  { root, folder }: { readonly root: FileId; readonly folder: FileId },
): string | undefined {
  const found = longestFirst(mappings).flatMap((mapping) =>
    candidates(host, mapping, '', root)
      .map((start) => start.replace(/\/$/, ''))
      .filter((start) => folder === start || folder.startsWith(`${start}/`))
      .map((start) => ({ start, path: mapping.prefix + decoded(folder.slice(start.length)) })),
  );
  // The innermost folder says most.
  return found.sort((a, b) => b.start.length - a.start.length)[0]?.path;
}

function candidates(
  host: Pick<Host, 'resolve'>,
  { folder, from }: PathMapping,
  rest: string,
  root: FileId,
): readonly FileId[] {
  const within = folder.replace(/^\$\{workspaceFolder\}[\\/]?/, '').replace(/[\\/]+$/, '');
  // A whole root of a disk has lost its slash.
  const start = within === '' ? (/^[\\/]/.test(folder) ? '' : '.') : within;
  const found = host.resolve(from ?? root, `${start}${rest}` || '/');
  return from === undefined ? found : found.slice(0, 1);
}
