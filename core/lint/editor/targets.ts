import type { Workspace } from '../load';
import type { Model } from '../model';
import type { FileId, Span } from '../source';

/** A place in the text and the files that it means and that are there. */
export interface Target {
  readonly at: Span;
  readonly files: readonly FileId[];
  /** A directory stands for several files. */
  readonly kind: 'file' | 'directory';
}

/** Every place in `file` that leads to other files. */
export function targetsIn(
  { model, workspace }: { readonly model: Pick<Model, 'references'>; readonly workspace: Pick<Workspace, 'includes'> },
  file: FileId,
): readonly Target[] {
  const referenced = model.references.flatMap(({ at, target }): Target[] =>
    target?.facts.kind === 'file' ? [{ at, files: [target.file], kind: 'file' }] : [],
  );
  const included = workspace.includes.map(
    ({ from, range, kind, files }): Target => ({ at: { file: from, ...range }, files, kind }),
  );
  return [...referenced, ...included].filter(
    ({ at, files }) => at.file === file && at.end > at.start && files.length > 0,
  );
}
