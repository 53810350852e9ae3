import { type Field, type Struct, schema, type Type } from './schema';

/** The blocks and fields that the schema has at a path; a path leads through list items by any name. */
export function typesAt(path: readonly string[], version: string): readonly Type[] {
  let types: readonly Type[] = [];
  for (const [index, name] of path.entries()) {
    const next = index === 0 ? rootTypes(name, version) : types.flatMap((type) => step(type, name, version));
    types = next.flatMap(alternatives);
  }
  return types;
}

/** The fields that may stand in the block at a path, each once. */
export function fieldsAt(path: readonly string[], version: string): readonly Field[] {
  const structs = path.length === 0 ? [schema.roots] : typesAt(path, version).flatMap(structsOf);
  const fields = new Map<string, Field>();
  for (const struct of structs) {
    for (const field of struct.fields.values()) {
      if (field.versions.includes(version) && !fields.has(field.name)) fields.set(field.name, field);
    }
  }
  return [...fields.values()];
}

/** The field at a path, in any release where the chosen one does not have it. */
export function fieldAt(path: readonly string[], version: string): Field | undefined {
  const name = path.at(-1);
  const owner = path.slice(0, -1);
  if (name === undefined) return undefined;
  const structs = owner.length === 0 ? [schema.roots] : typesAt(owner, version).flatMap(structsOf);
  const found = structs.flatMap(
    (struct) => struct.fields.get(name) ?? struct.fields.get(struct.aliases.get(name) ?? '') ?? [],
  );
  return found.find((field) => field.versions.includes(version)) ?? found[0];
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
  const field = struct.fields.get(name) ?? struct.fields.get(struct.aliases.get(name) ?? '');
  return field ? [field.type(version)] : [];
}
