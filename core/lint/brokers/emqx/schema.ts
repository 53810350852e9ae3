import { inflate } from '../../../facts/inflate';
import { memo, once } from '../../../facts/memo';
import { PACKED, VERSIONS } from './schema.generated';

/** EMQX's schema as our tables have it: what each block may hold, in each release. */
export interface Struct {
  /** Module and name in EMQX's source. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly aliases: ReadonlyMap<string, string>;
  /** By its name or one of its aliases. */
  field(name: string): Field | undefined;
  in(version: string): StructIn;
}

/** What one release makes of a block. */
export interface StructIn {
  readonly fields: readonly Field[];
  /** Those that the block must write: required, in force, without a default. */
  readonly required: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly required: boolean;
  /** Not in EMQX's own documentation. */
  readonly hidden: boolean;
  readonly doc: string | undefined;
  /** Releases that know the field. */
  readonly versions: readonly string[];
  type(version: string): Type;
  /** Undefined: none, or too long for the table. */
  default(version: string): unknown;
  /** Release since which the value is thrown away. */
  deprecated(version: string): string | undefined;
}

export type Type =
  /** `any`: nothing is claimed. */
  | { readonly kind: 'any' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'union'; readonly members: readonly Type[] }
  | { readonly kind: 'array'; readonly item: Type }
  /** `free`: no claim about the names of the keys. */
  | { readonly kind: 'map'; readonly value: Type; readonly free: boolean }
  | { readonly kind: 'struct'; readonly struct: number };

export interface Schema {
  readonly versions: readonly string[];
  readonly roots: Struct;
  /** Cipher names that EMQX accepts. */
  readonly ciphers: ReadonlySet<string>;
  struct(index: number): Struct;
}

interface RawField {
  readonly t: number;
  readonly v?: number;
  readonly d?: unknown;
  readonly x?: string;
  readonly a?: readonly string[];
  readonly r?: number;
  readonly h?: number;
  readonly c?: number;
  /** What is otherwise in one release, by its index; null: not there. */
  readonly o?: Readonly<Record<string, RawChange | undefined>>;
}

interface RawChange {
  readonly t?: number;
  readonly d?: unknown;
  readonly x?: string | null;
}

interface RawSchema {
  readonly versions: readonly string[];
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly docs: readonly string[];
  readonly fields: readonly RawField[];
  readonly structs: readonly (readonly number[])[];
  readonly structNames: readonly string[];
  readonly roots: readonly number[];
  readonly ciphers: readonly string[];
}

export const schema: Schema = expand(VERSIONS, () => JSON.parse(inflate(PACKED)));

/** The table is unpacked, and blocks are expanded, when first asked for; most files touch a few dozen of them. */
function expand(versions: readonly string[], unpack: () => RawSchema): Schema {
  const source = once(unpack);
  const roots = once(() => struct(source(), typeOf, 'root', source().roots));
  const ciphers = once(() => new Set(source().ciphers));
  const typeOf = memo((index: number) => parseType(source().types[index] ?? 'any'));
  const structOf = memo((index: number) =>
    struct(source(), typeOf, source().structNames[index] ?? '', source().structs[index] ?? []),
  );
  return {
    versions,
    get roots() {
      return roots();
    },
    get ciphers() {
      return ciphers();
    },
    struct: structOf,
  };
}

function struct(source: RawSchema, typeOf: (index: number) => Type, name: string, row: readonly number[]): Struct {
  const fields = new Map<string, Field>();
  const aliases = new Map<string, string>();
  for (let i = 0; i < row.length; i += 2) {
    const field = makeField(source, typeOf, source.names[row[i] ?? 0] ?? '', source.fields[row[i + 1] ?? 0]);
    fields.set(field.name, field);
    for (const alias of field.aliases) aliases.set(alias, field.name);
  }
  return {
    name,
    fields,
    aliases,
    field: (wanted) => fields.get(wanted) ?? fields.get(aliases.get(wanted) ?? ''),
    in: memo((version) => structIn(fields, version)),
  };
}

function structIn(all: ReadonlyMap<string, Field>, version: string): StructIn {
  const fields = [...all.values()].filter(({ versions }) => versions.includes(version));
  const required = fields.filter(
    (field) => field.required && field.deprecated(version) === undefined && field.default(version) === undefined,
  );
  return { fields, required };
}

function makeField(source: RawSchema, typeOf: (index: number) => Type, name: string, row: RawField = { t: 0 }): Field {
  const change = (version: string) => row.o?.[String(source.versions.indexOf(version))];
  return {
    name,
    aliases: row.a ?? [],
    required: row.r === 1,
    hidden: row.h === 1,
    doc: row.c === undefined ? undefined : source.docs[row.c],
    versions: source.versions.filter((_, index) => ((row.v ?? 7) >> index) & 1),
    type: (version) => typeOf(change(version)?.t ?? row.t),
    default: (version) => otherwise(change(version)?.d, row.d),
    deprecated: (version) => otherwise(change(version)?.x, row.x),
  };
}

/** The release's own value where it has one; null says that it has none. */
function otherwise<T>(own: T | null | undefined, common: T): T | undefined {
  return own === undefined ? common : (own ?? undefined);
}

/** `union('infinity'|pos_integer)`, `array(#12)`, `map($name->#3)`, `1..1024`, … */
function parseType(text: string): Type {
  const inner = (prefix: string): string => text.slice(prefix.length, -1);
  if (text === 'any' || text === '#any') return { kind: 'any' };
  if (text.startsWith('#')) return { kind: 'struct', struct: Number(text.slice(1)) };
  if (text.startsWith("'")) return { kind: 'literal', value: text.slice(1, -1) };
  if (text.startsWith('enum(')) return { kind: 'enum', values: inner('enum(').split('|') };
  if (text.startsWith('union(')) return { kind: 'union', members: split(inner('union('), '|').map(parseType) };
  if (text.startsWith('array(')) return { kind: 'array', item: parseType(inner('array(')) };
  if (text.startsWith('map($'))
    return { kind: 'map', value: parseType(text.slice(text.indexOf('->') + 2, -1)), free: false };
  if (text.startsWith('map')) return { kind: 'map', value: { kind: 'any' }, free: true };
  const range = /^(-?\d+)\.\.(\d+|inf)$/.exec(text);
  if (range)
    return {
      kind: 'range',
      low: Number(range[1]),
      high: range[2] === 'inf' ? Number.POSITIVE_INFINITY : Number(range[2]),
    };
  return { kind: 'named', name: text };
}

/** Splits at separators outside brackets. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[' || c === '{') depth++;
    if (c === ')' || c === ']' || c === '}') depth--;
    if (i < text.length && (depth > 0 || c !== separator)) continue;
    parts.push(text.slice(start, i));
    start = i + 1;
  }
  return parts;
}
