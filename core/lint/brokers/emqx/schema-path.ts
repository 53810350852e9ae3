import type { WordBeside } from '../../editor/hocon-beside';
import { type Field, type Struct, schema, type Type } from './schema';
import { decidingNames, isKnown, takes } from './schema-union';

/**
 * The blocks and fields that the schema has at a path; a path leads through list items by any name. Of variants only
 * those are left that the words beside lead to.
 */
export function typesAt(path: readonly string[], version: string, beside?: WordBeside): readonly Type[] {
  let types: readonly Type[] = [];
  for (const [index, name] of path.entries()) {
    const next = index === 0 ? rootTypes(name, version) : types.flatMap((type) => step(type, name, version));
    const all = next.flatMap(alternatives);
    types = beside ? chosen(all, version, (word) => beside(path.slice(0, index + 1), word)) : all;
  }
  return types;
}

/** The fields that may stand in the block at a path, each once; first those that decide between variants. */
export function fieldsAt(path: readonly string[], version: string, beside?: WordBeside): readonly Field[] {
  const structs = path.length === 0 ? [schema.roots] : typesAt(path, version, beside).flatMap(structsOf);
  const fields = new Map<string, Field[]>();
  for (const struct of structs) {
    for (const field of struct.fields.values()) {
      if (!field.versions.includes(version)) continue;
      const same = fields.get(field.name);
      if (same) same.push(field);
      else fields.set(field.name, [field]);
    }
  }
  const first = structs.length > 1 ? decidingNames(structs, version).filter((name) => fields.has(name)) : [];
  return [...new Set([...first, ...fields.keys()])].flatMap((name) => together(fields.get(name) ?? []) ?? []);
}

/** One field for all variants that have it. */
function together([first, ...others]: readonly Field[]): Field | undefined {
  if (!first || others.length === 0) return first;
  return {
    ...first,
    type: (version) => {
      const [type, ...more] = new Set([first, ...others].map((field) => field.type(version)));
      return type && more.length === 0 ? type : { kind: 'union', members: type ? [type, ...more] : more };
    },
    default: (version) => {
      const value = first.default(version);
      const isCommon = others.every((other) => JSON.stringify(other.default(version)) === JSON.stringify(value));
      return isCommon ? value : undefined;
    },
  };
}

/** A word that leads to no variant leaves all. */
function chosen(
  types: readonly Type[],
  version: string,
  wordFor: (name: string) => string | undefined,
): readonly Type[] {
  const left = types.flatMap((type): readonly Type[] => {
    if (type.kind === 'array') {
      const members = chosen(alternatives(type.item), version, wordFor);
      return [{ kind: 'array', item: { kind: 'union', members } }];
    }
    if (type.kind !== 'struct') return [type];
    const struct = schema.struct(type.struct);
    return isKnown(struct, version) && takes(struct, version, wordFor) ? [type] : [];
  });
  return left.some(({ kind }) => kind === 'struct') || !types.some(({ kind }) => kind === 'struct') ? left : types;
}

/** The field at a path, in any release where the chosen one does not have it. */
export function fieldAt(path: readonly string[], version: string, beside?: WordBeside): Field | undefined {
  const name = path.at(-1);
  const owner = path.slice(0, -1);
  if (name === undefined) return undefined;
  const structs = owner.length === 0 ? [schema.roots] : typesAt(owner, version, beside).flatMap(structsOf);
  const found = structs.flatMap((struct) => struct.field(name) ?? []);
  return together(found.filter((field) => field.versions.includes(version))) ?? found[0];
}

/** Names at this place are the user's. */
export function isMapAt(path: readonly string[], version: string): boolean {
  return typesAt(path, version).some((type) => type.kind === 'map');
}

export function alternatives(type: Type): readonly Type[] {
  return type.kind === 'union' ? type.members.flatMap(alternatives) : [type];
}

function structsOf(type: Type): Struct[] {
  if (type.kind === 'struct') return [schema.struct(type.struct)];
  // One block may stand for a list of one.
  return type.kind === 'array'
    ? alternatives(type.item).flatMap((item) => (item.kind === 'struct' ? structsOf(item) : []))
    : [];
}

function rootTypes(name: string, version: string): readonly Type[] {
  const field = schema.roots.fields.get(name);
  return field ? [field.type(version)] : [];
}

function step(type: Type, name: string, version: string): readonly Type[] {
  if (type.kind === 'map') return [type.value];
  if (type.kind === 'array')
    return /^(?:\[\]|[0-9]+)$/.test(name)
      ? [type.item]
      : alternatives(type.item).flatMap((item) => step(item, name, version));
  if (type.kind !== 'struct') return [];
  const struct = schema.struct(type.struct);
  const field = struct.field(name);
  return field ? [field.type(version)] : [];
}
