import type { Broker } from './broker';
import type { FileReference } from './model';
import type { FileId } from './source';
import type { Tree } from './tree';

/** Everything the disk said, gathered before anything is judged. After loading nothing awaits. */
export interface Workspace {
  readonly broker: Broker;
  readonly version: string;
  readonly versionAssumed: boolean;
  readonly root: FileId;
  /** The root file first, then every included file, each once, in the order in which the broker reads them. */
  readonly trees: readonly Tree[];
  readonly includes: readonly LoadedInclude[];
  readonly references: readonly FileReference[];
  readonly fragment: boolean;
  readonly now: number;
  readonly expiryDays: number;
}

export interface LoadedInclude {
  /** Where the including text stands. */
  readonly from: FileId;
  readonly range: { readonly start: number; readonly end: number };
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly required: boolean;
  readonly files: readonly FileId[];
  readonly problem?: 'missing' | 'unreadable' | 'not-a-directory' | 'directory' | 'binary' | 'utf-16' | 'too-large' | 'cycle' | 'too-deep' | 'too-many';
}
