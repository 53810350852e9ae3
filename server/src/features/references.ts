import type { Location, Position } from 'vscode-languageserver/node';
import { sameUser, userAt } from '../../../core/lint/index';
import { toOffset } from '../convert';
import type { RenameContext } from './rename';

/** Every place in access lists and password files that names the user; `declared`: the lines with the passwords too. */
export function references(
  position: Position,
  declared: boolean,
  { file, parsed, results }: RenameContext,
): Location[] {
  const offset = toOffset(parsed.lines, position);
  for (const { analysis, converter } of results) {
    const place = analysis && userAt(analysis.model, file, offset);
    if (!analysis || !place) continue;
    return sameUser(analysis.model, place)
      .filter(({ kind }) => declared || kind === 'access')
      .map(({ at }) => converter.location(at));
  }
  return [];
}
