import {
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { type Catalogue, format } from '../../../core/facts/message';
import { type FileId, renameUser, type UserPlace, userAt } from '../../../core/lint/index';
import { toOffset, toRange } from '../convert';
import type { Parsed } from '../documents';
import type { Result } from '../linting';

export interface RenameContext {
  readonly file: FileId;
  readonly parsed: Parsed;
  readonly results: readonly Result[];
}

/** The name at the position; null where nothing can be renamed. */
export function prepareRename(
  position: Position,
  context: RenameContext,
): { range: Range; placeholder: string } | null {
  const place = find(position, context)?.place;
  return place ? { range: toRange(context.parsed.lines, place.at), placeholder: place.name } : null;
}

/** Renames a user in the access lists and password files of the configuration that the document is part of. */
export function rename(
  position: Position,
  name: string,
  context: RenameContext & { readonly catalogue: Catalogue | undefined },
): WorkspaceEdit | null {
  const found = find(position, context);
  if (!found) return null;
  const { edits, problem } = renameUser(found.analysis.model, found.place, name);
  if (problem) throw new ResponseError(LSPErrorCodes.RequestFailed, format(problem, context.catalogue));
  return { changes: Object.fromEntries(found.result.converter.textEdits(edits)) };
}

function find(position: Position, { file, parsed, results }: RenameContext) {
  const offset = toOffset(parsed.lines, position);
  for (const result of results) {
    const place: UserPlace | undefined = result.analysis && userAt(result.analysis.model, file, offset);
    if (result.analysis && place) return { result, analysis: result.analysis, place };
  }
  return undefined;
}
