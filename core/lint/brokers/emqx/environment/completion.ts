import type { Message } from '../../../../facts/message';
import type { Completion } from '../../../broker';
import { docOf, wordsFor } from '../editor';
import { fieldAt, fieldsAt, isMapAt, typesAt } from '../schema-path';
import { describeType } from '../values';
import { pathOf } from './variables';

/** In the line up to the cursor: what comes before a name, the name, the separator, and what is written of the value. */
const LINE = /^((?:[\s-]|export\s|["'])*)(EMQX_\w*)(?:(\s*=|\s*:\s)\s*(["']?)([\w.]*))?$/i;

/** A variable that is being written in a compose or `.env` file: its name, by the paths of the schema, or its value. */
export function complete(text: string, offset: number, version: string): readonly Completion[] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [, lead = '', name = '', separator, quote = '', value = ''] = LINE.exec(text.slice(start, offset)) ?? [];
  const path = name === '' ? undefined : pathOf(name);
  if (!path) return [];
  if (separator === undefined) return names(text, path, { start: offset - name.length, end: offset }, version);
  // Compose takes no booleans in a map of variables: there they must be texts.
  const needsQuotes = separator.includes(':') && quote === '' && !/["']/.test(lead);
  const range = { start: offset - value.length, end: offset };
  const doc = docOf(fieldAt(path, version));
  return wordsFor(path, version).map((word) => ({
    label: word,
    kind: 'value' as const,
    range,
    insert: needsQuotes && /^(?:true|false)$/.test(word) ? `"${word}"` : word,
    doc,
  }));
}

/** One segment at a time. */
function names(text: string, path: readonly string[], range: Completion['range'], version: string): Completion[] {
  const above = path.slice(0, -1);
  if (isMapAt(above, version)) {
    return ownNames(text, above).map((name) => completion([...above, name], range, true, {}));
  }
  return fieldsAt(above, version).flatMap((field) => {
    if (field.deprecated(version) !== undefined) return [];
    const inner = [...above, field.name];
    const isBlock = isMapAt(inner, version) || typesAt(inner, version).some(({ kind }) => kind === 'struct');
    const detail = describeType(field.type(version));
    return [completion(inner, range, isBlock, { detail, doc: docOf(field) })];
  });
}

interface Told {
  readonly detail?: string;
  readonly doc?: Message | undefined;
}

function completion(path: readonly string[], range: Completion['range'], isBlock: boolean, told: Told): Completion {
  const name = `EMQX_${path.join('__').toUpperCase()}`;
  return { label: name, kind: 'directive', range, insert: isBlock ? `${name}__` : name, ...told };
}

/** Listeners and zones are called as the user likes; `default` is there anyway. */
function ownNames(text: string, above: readonly string[]): string[] {
  const prefix = `EMQX_${above.join('__')}__`;
  const found = [...text.matchAll(/\bEMQX_\w+/gi)].flatMap(([name]) => {
    const rest = name.toLowerCase().startsWith(prefix.toLowerCase()) ? name.slice(prefix.length).toLowerCase() : '';
    const [own = '', ...more] = rest.split('__');
    return own !== '' && more.length > 0 ? [own] : [];
  });
  return [...new Set(['default', ...found])];
}
