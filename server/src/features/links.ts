import type { DocumentLink } from 'vscode-languageserver/node';
import { type FileId, targetsIn } from '../../../core/lint/index';
import type { Documents } from '../documents';
import type { Result } from '../linting';

/** Links to the files that a document names and that are there. */
export function links(file: FileId, { analysis, converter }: Result, documents: Documents): DocumentLink[] {
  if (!analysis) return [];
  return targetsIn(analysis, file).flatMap(({ at, kind, files: [first] }) =>
    kind === 'file' && first !== undefined ? [{ range: converter.range(at), target: documents.uriOf(first) }] : [],
  );
}
