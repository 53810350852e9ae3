import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { FileId } from '../../../source';
import type { Variable } from '../../../syntax/compose';
import { fieldAt, fieldsAt, isMapAt } from '../schema-path';
import { pathOf } from './variables';

/** Names of one segment that `bin/emqx` itself looks at. */
const SCRIPT = new Set(['node_name', 'node_cookie', 'name', 'host', 'license_file', 'cluster_name']);

/** Variables whose segments are joined by one underscore where EMQX wants two, so that they mean nothing to it. */
export function misspelt(file: FileId, variables: readonly Variable[], version: string): Draft[] {
  return variables.flatMap((variable) => {
    const instead = meant(variable.name, version);
    if (instead === undefined) return [];
    const at = { file, start: variable.key.start, end: variable.key.end };
    const message = t('EMQX does not know “{name}”: two underscores stand between the segments, as in “{instead}”', {
      name: variable.name,
      instead,
    });
    return [{ at, message, kind: 'correctness' as const, level: 'warning' as const }];
  });
}

/** The spelling that leads to an option, where the given one does not. */
export function meant(name: string, version: string): string | undefined {
  const path = pathOf(name);
  if (!path || SCRIPT.has(path.join('_')) || leads(path, version)) return undefined;
  const words = path.join('_').split('_');
  if (words.length > MOST_WORDS || words.includes('')) return undefined;
  const found = resplit(words, [], version);
  return found && found.length > path.length ? `EMQX_${found.join('__').toUpperCase()}` : undefined;
}

const MOST_WORDS = 12;

function leads(path: readonly string[], version: string): boolean {
  return path.length > 1 && fieldAt(path, version) !== undefined;
}

/** The words grouped to segments that lead to a field; names of the user's are taken as one word. */
function resplit(words: readonly string[], above: readonly string[], version: string): readonly string[] | undefined {
  if (words.length === 0) return above.length > 1 && leads(above, version) ? above : undefined;
  if (isMapAt(above, version)) return resplit(words.slice(1), [...above, words[0] ?? ''], version);
  const names = new Set(fieldsAt(above, version).map((field) => field.name));
  for (let length = words.length; length > 0; length--) {
    const name = words.slice(0, length).join('_');
    const found = names.has(name) ? resplit(words.slice(length), [...above, name], version) : undefined;
    if (found) return found;
  }
  return undefined;
}
