import type { DocumentLink } from 'vscode-languageserver/node';
import type { FileId } from '../../../core/lint/index';
import type { Documents } from '../documents';
import type { Result } from '../linting';

/** Links to the files that a document names and that are there. */
export function links(file: FileId, { analysis, converter }: Result, documents: Documents): DocumentLink[] {
  if (!analysis) return [];
  const referenced = analysis.model.references.flatMap(({ at, target }) =>
    target?.facts.kind === 'file' ? [{ at, target: target.file }] : [],
  );
  const included = analysis.workspace.includes.flatMap(({ from, range, kind, files: [first] }) =>
    kind === 'file' && first !== undefined ? [{ at: { file: from, ...range }, target: first }] : [],
  );
  return [...referenced, ...included]
    .filter(({ at }) => at.file === file && at.end > at.start)
    .map(({ at, target }) => ({ range: converter.range(at), target: documents.uriOf(target) }));
}
