import {
  type Range,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
} from 'vscode-languageserver/node';
import type { Token } from '../../../core/lint/index';
import { toOffset, toPosition } from '../convert';
import type { Parsed } from '../documents';

/** Types of the protocol, but for the one that it lacks; the manifest says how a theme shows that. */
const TYPES: Readonly<Record<Token['kind'], string>> = {
  directive: 'property',
  unknown: 'unknownDirective',
  number: 'number',
  boolean: 'keyword',
  path: 'string',
  word: 'enumMember',
};

const TYPE_NAMES = Object.values(TYPES);
const DEPRECATED = 1;

export const SEMANTIC_TOKENS: SemanticTokensLegend = { tokenTypes: TYPE_NAMES, tokenModifiers: ['deprecated'] };

/** Of the whole document, or of what meets `range`. */
export function semanticTokens({ broker, tree, lines }: Parsed, version: string, range?: Range): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const start = range ? toOffset(lines, range.start) : 0;
  const end = range ? toOffset(lines, range.end) : tree.text.length;
  for (const { range: place, kind, deprecated } of broker.editor.tokens?.(tree, version) ?? []) {
    if (place.end < start || place.start > end) continue;
    const { line, character } = toPosition(lines, place.start);
    const length = Math.min(place.end, lines.lineEnd(line)) - place.start;
    builder.push(line, character, length, TYPE_NAMES.indexOf(TYPES[kind]), deprecated ? DEPRECATED : 0);
  }
  return builder.build();
}
