import type { FileId } from './source';

/** Ids are paths or URIs, so a member of a directory is the directory's id and the (escaped) name. */
export function memberOf(directory: FileId, name: string): FileId {
  const escaped = directory.includes('://') ? encodeURIComponent(name) : name;
  return `${directory.replace(/\/$/, '')}/${escaped}`;
}
