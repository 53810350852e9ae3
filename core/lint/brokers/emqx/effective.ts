import { t } from '../../../facts/message';
import type { Effective, EffectiveValue, Overridden } from '../../effective';
import { hoconText, placeOf, type ShownPlace, shownValue, written } from '../../hocon-effective';
import { isAbsent, merge } from '../../hocon-view';
import type { Workspace } from '../../load';
import { forEachNode, type HoconNode, type Resolved, type Source, toJson } from '../../syntax/hocon-resolve';
import { isUnread } from './flavour';
import { syntaxErrors } from './language';
import { type Field, type Struct, schema, type Type } from './schema';
import { alternatives } from './schema-path';
import { fits } from './schema-union';
import { schemaVersion } from './schema-version';
import { isSecret } from './secret-names';

/** Every value that EMQX ends up with in the blocks that the configuration names, defaults included. */
export function effective(workspace: Workspace): Effective {
  const resolved = merge(workspace);
  const problems = problemsOf(workspace, resolved);
  if (!resolved) return { values: [], merged: undefined, problems };
  const version = schemaVersion(workspace.version);
  const values = [...valuesOf({ node: resolved.root, types: [] }, [schema.roots], { path: [], version })];
  return { values, merged: problems.length > 0 ? undefined : toJson(resolved.root), problems };
}

/** In the order in which EMQX would stumble over them. */
function problemsOf({ trees, includes }: Workspace, resolved: Resolved | undefined): Effective['problems'] {
  const unread = trees.filter(isUnread).flatMap((tree) => syntaxErrors([tree]));
  const refused = syntaxErrors(trees.filter((tree) => !isUnread(tree))).filter(({ kind }) => kind === 'fatal');
  const missing = includes.flatMap(({ from, range, required, problem }) =>
    required && problem !== undefined
      ? [{ at: { file: from, start: range.start, end: range.end }, message: MISSING }]
      : [],
  );
  return [...unread, ...refused, ...missing, ...(resolved?.problems ?? [])].map(({ at, message }) => ({ at, message }));
}

const MISSING = t('the included file is missing, and EMQX does not start without it');

interface Place {
  readonly path: readonly string[];
  readonly version: string;
}

interface Typed {
  readonly node: HoconNode | undefined;
  readonly types: readonly Type[];
}

/** Blocks that nobody writes are shown with their defaults down to this depth. */
const DEEPEST = 8;

function* valuesOf(
  { node, types }: Typed,
  structs: readonly Struct[],
  place: Place,
): Generator<EffectiveValue, void, undefined> {
  for (const [name, child] of node?.children ?? []) {
    if (isAbsent(child)) continue;
    const fields = structs.flatMap((struct) => struct.field(name) ?? []);
    const inner = [...fields.map((field) => field.type(place.version)), ...types.flatMap(mapValue)];
    yield* ofNode({ node: child, types: inner.flatMap(alternatives) }, { ...place, path: [...place.path, name] });
  }
  if (place.path.length > 0) yield* defaultsOf(node, structs, place);
}

function* ofNode(typed: Typed, place: Place): Generator<EffectiveValue, void, undefined> {
  const { node, types } = typed;
  if (!node) return;
  if (node.kind === 'object') {
    const known = types.flatMap(structsOf).filter((struct) => fits(node, struct, place.version));
    yield* node.children.size === 0 && known.length === 0
      ? [shownValue(node, '{}', shownPlace(place))]
      : valuesOf({ node, types }, known, place);
  } else if (node.kind === 'array' && node.items.some(({ kind }) => kind === 'object' || kind === 'array')) {
    const items = types.flatMap((type) => (type.kind === 'array' ? alternatives(type.item) : []));
    for (const [index, item] of node.items.entries()) {
      yield* ofNode({ node: item, types: items }, { ...place, path: [...place.path, String(index + 1)] });
    }
  } else {
    yield shownValue(
      node,
      node.kind === 'array' ? `[${node.items.map(written).join(', ')}]` : written(node),
      shownPlace(place),
    );
  }
}

/** Where several variants fit, what all of them have. */
function* defaultsOf(
  node: HoconNode | undefined,
  [struct, ...variants]: readonly Struct[],
  place: Place,
): Generator<EffectiveValue> {
  const { path, version } = place;
  for (const field of struct?.fields.values() ?? []) {
    const isCommon = variants.every(({ fields }) => sameDefault(field, fields.get(field.name), version));
    if (!isCommon || !field.versions.includes(version) || field.hidden || field.deprecated(version) !== undefined)
      continue;
    const own = [field.name, ...field.aliases].map((name) => node?.children.get(name));
    if (own.some((child) => child && !isAbsent(child))) continue;
    const types = alternatives(field.type(version));
    const [only] = types;
    const inner = { ...place, path: [...path, field.name] };
    if (only?.kind === 'struct' && types.length === 1 && path.length < DEEPEST) {
      yield* defaultsOf(undefined, [schema.struct(only.struct)], inner);
      continue;
    }
    const value = field.default(version);
    if (value !== undefined && value !== null) yield byDefault(inner.path, value, own);
  }
}

function shownPlace({ path }: Place): ShownPlace {
  return { option: path.join('.'), secret: isSecret(path) };
}

function sameDefault(field: Field, other: Field | undefined, version: string): boolean {
  return other !== undefined && JSON.stringify(field.default(version)) === JSON.stringify(other.default(version));
}

/** `null` leaves an option to its default. */
function byDefault(
  path: readonly string[],
  value: unknown,
  written: readonly (HoconNode | undefined)[],
): EffectiveValue {
  const text = typeof value === 'string' ? hoconText(value) : JSON.stringify(value);
  const others = written.flatMap((node) => node?.sources ?? []).map(placeOf);
  return { option: path.join('.'), text, secret: isSecret(path), origin: 'default', at: undefined, others };
}

function mapValue(type: Type): readonly Type[] {
  return type.kind === 'map' ? [type.value] : [];
}

/** One block may stand for a list of one. */
function structsOf(type: Type): Struct[] {
  if (type.kind === 'struct') return [schema.struct(type.struct)];
  return type.kind === 'array' ? alternatives(type.item).flatMap(structsOf) : [];
}

/** Values that a later layer or the environment takes the place of. */
export function overridden(root: HoconNode): readonly Overridden[] {
  const found: Overridden[] = [];
  forEachNode(root, (node) => {
    const last = node.sources.at(-1);
    if (!last || node.replaced.length === 0 || node.copied || node.kind === 'object') return;
    for (const earlier of node.replaced) if (earlier.tree !== last.tree) found.push(pairOf(node, earlier, last));
  });
  return found;
}

function pairOf({ path }: HoconNode, earlier: Source, last: Source): Overridden {
  const same = textIn(earlier) === textIn(last);
  const fromEnvironment = last.tree.environment === true;
  return { option: path.join('.'), at: placeOf(earlier), by: placeOf(last), same, fromEnvironment };
}

function textIn({ tree, value }: Source): string {
  if (value?.kind === 'scalar') return value.text;
  return value ? tree.text.slice(value.range.start, value.range.end).replace(/\s+/g, ' ') : '';
}
