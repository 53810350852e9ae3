import type { Message } from '../facts/message';
import type { Model } from './model';
import { decoded, type FileId } from './source';

/** A file that is not there yet, and what it begins with, line by line. */
export interface NewFile {
  readonly file: FileId;
  readonly lines: readonly Message[];
}

/** Where a file beside the configuration is or would be. */
export interface Place {
  readonly file: FileId;
  /** What the configuration calls it. */
  readonly path: string;
  /** Something of that name is there already. */
  readonly taken: boolean;
}

/** By the file's name; undefined where the configuration has no place on a disk. */
export type Beside = (name: string) => Place | undefined;

/**
 * How the configuration calls the folder that it is in, ending in a slash or empty, as its own references tell: the broker
 * may see that folder elsewhere, as in a container. Undefined where none of them tells.
 */
export function ownFolder({ root, references }: Model): string | undefined {
  const folder = root.slice(0, root.lastIndexOf('/') + 1);
  for (const { path, target } of references) {
    if (!target?.file.startsWith(folder) || target.facts.kind === 'missing') continue;
    const rest = decoded(target.file.slice(folder.length));
    const written = path.replace(/^\.\//, '');
    if (rest !== '' && (written === rest || written.endsWith(`/${rest}`))) {
      return path.slice(0, path.length - rest.length);
    }
  }
  return undefined;
}
