import type { Token } from '../../broker';
import { isInclude } from '../../syntax/hocon-resolve';
import type { Entry, Tree, Value } from '../../tree';
import { fileRole } from './references';
import { alternatives, fieldAt, fieldsAt, isMapAt, typesAt } from './schema-path';
import { wordsOf } from './values';

/** Names by what the schema says of them; values where it knows more than their spelling shows. */
export function tokens(tree: Tree, version: string): readonly Token[] {
  return [...inEntries({ tree, version }, tree.entries, [])];
}

interface Walk {
  readonly tree: Tree;
  readonly version: string;
}

function* inEntries(walk: Walk, entries: readonly Entry[], above: readonly string[]): Generator<Token> {
  for (const entry of entries) {
    if (isInclude(walk.tree, entry)) continue;
    const path = [...above, ...entry.path];
    yield* nameToken(entry, path, walk.version);
    yield* inValue(walk, entry.value, path);
  }
}

function nameToken({ key }: Entry, path: readonly string[], version: string): Token[] {
  const field = fieldAt(path, version);
  if (field?.versions.includes(version)) {
    const deprecated = field.deprecated(version) !== undefined;
    // The grammar gives roots a colour of their own.
    return path.length === 1 && !deprecated ? [] : [{ range: key, kind: 'directive', deprecated }];
  }
  const owner = path.slice(0, -1);
  // A root may be a plugin's, and the dashboard still takes its options where releases before 5.1 had them.
  if (owner.length === 0 || owner[0] === 'dashboard') return [];
  // Where names are the user's, or the schema leaves a block open, nothing is unknown.
  const closed = fieldsAt(owner, version).length > 0 && !isMapAt(owner, version);
  return closed ? [{ range: key, kind: 'unknown' }] : [];
}

function* inValue(walk: Walk, value: Value, path: readonly string[]): Generator<Token> {
  if (value.kind === 'object') yield* inEntries(walk, value.entries, path);
  else if (value.kind === 'array') for (const item of value.items) yield* inValue(walk, item, [...path, '[]']);
  else if (value.kind === 'scalar' && value.type === 'string') {
    const words = typesAt(path, walk.version).flatMap(alternatives).flatMap(wordsOf);
    if (words.includes(value.text)) yield { range: value.range, kind: 'word' };
    else if (fileRole(path)) yield { range: value.range, kind: 'path' };
  }
}
