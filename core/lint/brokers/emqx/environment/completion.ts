import type { Completion } from '../../../broker';
import { fieldsAt, isMapAt, typesAt } from '../schema-path';
import { pathOf } from './variables';

/** Names of variables by the paths of the schema, one segment at a time, while such a name is being typed. */
export function completeName(text: string, offset: number, version: string): readonly Completion[] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const typed = /^(?:[\s-]|export\s|["'])*(EMQX_\w*)$/i.exec(text.slice(start, offset))?.[1];
  const path = typed === undefined ? undefined : pathOf(typed);
  if (typed === undefined || !path) return [];
  const above = path.slice(0, -1);
  // Names of listeners and zones are the user's own.
  if (isMapAt(above, version)) return [];
  const range = { start: offset - typed.length, end: offset };
  return fieldsAt(above, version).map((field) => {
    const inner = [...above, field.name];
    const name = `EMQX_${inner.join('__').toUpperCase()}`;
    const isBlock = isMapAt(inner, version) || typesAt(inner, version).some(({ kind }) => kind === 'struct');
    return { label: name, kind: 'directive' as const, range, insert: isBlock ? `${name}__` : name };
  });
}
