import type { Location, Position } from 'vscode-languageserver/node';
import { type FileId, targetsIn } from '../../../core/lint/index';
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
  return [...new Set(files)].map((target) => ({ uri: documents.uriOf(target), range: { start: TOP, end: TOP } }));
}

const TOP: Position = { line: 0, character: 0 };
