import type { Location, Position } from 'vscode-languageserver/node';
import { counterparts, type FileId, targetsIn, userAt } from '../../../core/lint/index';
import { toOffset } from '../convert';
import type { Documents, Parsed } from '../documents';
import type { Result } from '../linting';

export interface DefinitionContext {
  readonly file: FileId;
  readonly parsed: Parsed;
  readonly results: readonly Result[];
  readonly documents: Documents;
}

/** From a path to the file; from a directory of configuration to the files that are read from it. */
export function definition(position: Position, { file, parsed, results, documents }: DefinitionContext): Location[] {
  const offset = toOffset(parsed.lines, position);
  const found = results.flatMap(({ analysis }) => (analysis ? targetsIn(analysis, file) : []));
  const files = found.filter(({ at }) => at.start <= offset && offset <= at.end).flatMap((target) => target.files);
  const tops = [...new Set(files)].map((target) => ({ uri: documents.uriOf(target), range: { start: TOP, end: TOP } }));
  return [...tops, ...results.flatMap((result) => users(result, file, offset))];
}

/** From the rules of a user to the line with the password, and back. */
function users({ analysis, converter }: Result, file: FileId, offset: number): Location[] {
  const place = analysis && userAt(analysis.model, file, offset);
  return place ? counterparts(analysis.model, place).map(({ at }) => converter.location(at)) : [];
}

const TOP: Position = { line: 0, character: 0 };
