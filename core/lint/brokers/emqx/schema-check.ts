import { type Message, t } from '../../../facts/message';
import { nearest } from '../../../facts/nearest';
import type { Draft, Fix } from '../../finding';
import { replace } from '../../hocon-edits';
import { isAbsent, keySpan, nameSpan, textOf, valueSpan } from '../../hocon-view';
import type { LanguageRule } from '../../model';
import type { Edit } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Entry, Tree } from '../../tree';
import { dashboardSwitch, switchFix } from './dashboard';
import { isOldDashboard, misplaced, structOf } from './misplaced';
import { isTemplated } from './references';
import { type Field, type Struct, schema, type Type } from './schema';
import { missingFields } from './schema-required';
import { absentWord, fits, isKnown } from './schema-union';
import { misplacedRevocation } from './stapling';
import { unitless } from './unitless';
import { checkScalar } from './values';

export interface Issue {
  readonly rule: LanguageRule;
  readonly draft: Draft;
  /** Another file may hold the rest of the block, so that nothing is proven where the file is one of several. */
  readonly mayBeElsewhere?: boolean;
}

/** Names that 4.x, other brokers or older documentation use for the same thing. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  tls_versions: 'versions',
  tls_version: 'versions',
  cafile: 'cacertfile',
  ca_file: 'cacertfile',
  cert_file: 'certfile',
  key_file: 'keyfile',
  cert: 'certfile',
  key: 'keyfile',
  ssl: 'ssl_options',
  port: 'bind',
  max_clients: 'max_connections',
};

/** Everything below a known root that EMQX's schema refuses, or throws away. */
export function checkField(node: HoconNode, field: Field, owner: HoconNode, version: string): Issue[] {
  const since = field.deprecated(version);
  if (since !== undefined) return [deprecated(node, field, owner, since)];
  return checkNode(node, field.type(version), version, field.name);
}

function checkNode(node: HoconNode, type: Type, version: string, name: string): Issue[] {
  if (node.kind === 'unknown' || isAbsent(node)) return [];
  switch (type.kind) {
    case 'struct':
      return checkStruct(node, schema.struct(type.struct), version);
    case 'map':
      return checkMap(node, type.value, type.free, version);
    case 'array':
      return checkArray(node, type, version, name);
    case 'union':
      return checkUnion(node, type.members, version, name);
    default:
      return checkLeaf(node, type);
  }
}

function checkLeaf(node: HoconNode, type: Type): Issue[] {
  if (node.kind !== 'scalar') {
    const claims = type.kind !== 'any' && !(type.kind === 'named' && /map|term|any|json|\[/.test(type.name));
    return claims ? [invalid(node, t('EMQX expects one value here, not a list or a block'))] : [];
  }
  if (isTemplated(node.text)) return [];
  const problem = checkScalar(node, type);
  if (!problem) return withoutUnit(node, type);
  const issue = invalid(node, problem.message, problem.instead);
  return isBind(node, type) ? [{ ...issue, rule: 'bind-invalid' }] : [issue];
}

function withoutUnit(node: HoconNode, type: Type): Issue[] {
  const draft = unitless(node, type);
  return draft ? [{ rule: 'unitless-duration', draft }] : [];
}

function isBind({ path }: HoconNode, type: Type): boolean {
  return path.at(-1) === 'bind' && type.kind === 'named' && type.name.endsWith('ip_port');
}

export function invalid(node: HoconNode, message: Message, instead?: string): Issue {
  const edit = instead === undefined ? undefined : replace(node, instead);
  const fixes = edit ? [{ title: t('Write “{value}”', { value: instead ?? '' }), edits: [edit], safe: true }] : [];
  return { rule: 'invalid-value', draft: { at: valueSpan(node), message, kind: 'fatal', fixes } };
}

function checkMap(node: HoconNode, value: Type, free: boolean, version: string): Issue[] {
  if (node.kind === 'scalar')
    return free || isTemplated(node.text) ? [] : [invalid(node, t('EMQX expects a block in braces here'))];
  return [...node.children].flatMap(([name, child]) => [
    ...(free || /^[A-Za-z0-9]+[A-Za-z0-9_-]*$/.test(name) ? [] : [badName(child, name)]),
    ...checkNode(child, value, version, name),
  ]);
}

function badName(node: HoconNode, name: string): Issue {
  const message = t('“{name}” is no name for EMQX: only letters, digits, “-” and “_”, and a letter or digit first', {
    name,
  });
  return { rule: 'invalid-value', draft: { at: keySpan(node), message, kind: 'fatal' } };
}

/** A block whose keys are numbers is a list, and one block stands for a list of one (authentication). */
function checkArray(node: HoconNode, type: Type & { kind: 'array' }, version: string, name: string): Issue[] {
  if (node.kind === 'array') return checkItems(node, type.item, version, name);
  if (node.kind === 'object') {
    const numbered = [...node.children.keys()].every((key) => /^[0-9]+$/.test(key));
    if (numbered) return [...node.children.values()].flatMap((item) => checkNode(item, type.item, version, name));
    return isCompound(type.item)
      ? checkNode(node, type.item, version, name)
      : [invalid(node, t('EMQX expects a list in square brackets here'))];
  }
  // One string with commas is accepted for cipher suites only.
  if (name === 'ciphers' || isTemplated(node.text)) return [];
  const items = node.text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const list = `[${items.map((item) => `"${item}"`).join(', ')}]`;
  return [
    invalid(
      node,
      t('EMQX expects a list in square brackets here'),
      name === 'versions' && items.length > 0 ? list : undefined,
    ),
  ];
}

function checkItems(node: HoconNode, type: Type, version: string, name: string): Issue[] {
  return node.items.flatMap((item) => {
    const words = protocolWords(node.path, name);
    const text = textOf(item);
    if (words === undefined || text === undefined || isTemplated(text)) return checkNode(item, type, version, name);
    const problem = checkScalar({ text, type: 'string' }, { kind: 'enum', values: words });
    return problem ? [invalid(item, problem.message, problem.instead && `"${problem.instead}"`)] : [];
  });
}

/** Protocol versions of ends that are no listener or connection of the model: those have a rule of their own. */
function protocolWords(path: readonly string[], name: string): readonly string[] | undefined {
  if ((path[0] !== 'gateway' && path[0] !== 'rpc') || (name !== 'versions' && name !== 'tls_versions'))
    return undefined;
  return path.includes('dtls_options') ? ['dtlsv1.2', 'dtlsv1'] : ['tlsv1.3', 'tlsv1.2', 'tlsv1.1', 'tlsv1'];
}

function isCompound(type: Type): boolean {
  return type.kind === 'struct' || (type.kind === 'union' && type.members.some(isCompound));
}

function checkUnion(node: HoconNode, members: readonly Type[], version: string, name: string): Issue[] {
  if (node.kind === 'scalar') {
    if (isTemplated(node.text)) return [];
    const type = { kind: 'union', members } as const;
    const problem = checkScalar(node, type);
    return problem ? [invalid(node, problem.message, problem.instead)] : withoutUnit(node, type);
  }
  const wanted = node.kind === 'array' ? ['array', 'any'] : ['struct', 'map', 'array', 'any'];
  const open = members.filter((member) => member.kind === 'union' || wanted.includes(member.kind) || isMapLike(member));
  if (open.length === 0) return [invalid(node, t('EMQX expects one value here, not a list or a block'))];
  const known = open.filter((member) => member.kind !== 'struct' || isKnown(schema.struct(member.struct), version));
  const fitting = known.filter(
    (member) => member.kind !== 'struct' || fits(node, schema.struct(member.struct), version),
  );
  if (fitting.length === 0) return [noVariant(node, known, version)];
  return fitting
    .map((member) => checkNode(node, member, version, name))
    .reduce((best, issues) => (issues.length < best.length ? issues : best));
}

function isMapLike(type: Type): boolean {
  return type.kind === 'named' && /map|term|any/.test(type.name);
}

function noVariant(node: HoconNode, members: readonly Type[], version: string): Issue {
  const structs = members.flatMap((member) => (member.kind === 'struct' ? [schema.struct(member.struct)] : []));
  const { at, message, instead } = absentWord(node, structs, version);
  if (at) return invalid(at, message, instead);
  return { rule: 'invalid-value', draft: { at: keySpan(node), message, kind: 'fatal' } };
}

function checkStruct(node: HoconNode, struct: Struct, version: string): Issue[] {
  if (isOldDashboard(node)) return checkOldDashboard(node, struct, version);
  return checkFields(node, struct, version);
}

/** TLS options beside the others, as in 5.0: each side is checked as what EMQX converts it to. */
function checkOldDashboard(node: HoconNode, struct: Struct, version: string): Issue[] {
  const options = structOf(struct, 'ssl_options', version);
  const isOption = (name: string): boolean => !struct.fields.has(name) && options?.fields.has(name) === true;
  const part = (wanted: boolean): HoconNode => ({
    ...node,
    children: new Map([...node.children].filter(([name]) => isOption(name) === wanted)),
  });
  return [...checkFields(part(false), struct, version), ...(options ? checkFields(part(true), options, version) : [])];
}

function checkFields(node: HoconNode, struct: Struct, version: string): Issue[] {
  const known = [...struct.fields.values()].filter((field) => field.versions.includes(version));
  if (known.length === 0) return [];
  if (node.kind !== 'object') return [invalid(node, t('EMQX expects a block in braces here'))];
  const issues = [...node.children].flatMap(([name, child]) => {
    const field = struct.fields.get(name) ?? struct.fields.get(struct.aliases.get(name) ?? '');
    const moved = misplaced(node, name, child, struct, version);
    if (moved) return [moved];
    const unstapled = field ? undefined : misplacedRevocation(node, name, child);
    if (unstapled) return [unstapled];
    if (!field) return [unknown(node, child, name, known)];
    if (!field.versions.includes(version)) return [unavailable(child, name, field, version)];
    return checkField(child, field, node, version);
  });
  return [...issues, ...missingFields(node, struct, known, version)];
}

function unknown(owner: HoconNode, node: HoconNode, name: string, known: readonly Field[]): Issue {
  const names = known.map((field) => field.name);
  const other = OTHER_NAMES[name];
  const guess = other !== undefined && names.includes(other) ? other : nearest(name, names);
  const block = owner.path.join('.');
  const message = guess
    ? t('EMQX knows no “{name}” in {block} and does not start: did you mean “{guess}”', { name, block, guess })
    : t('EMQX knows no “{name}” in {block} and does not start', { name, block });
  const fixes = guess !== undefined && !owner.children.has(guess) ? rename(node, guess) : [];
  return { rule: 'unknown-directive', draft: { at: nameSpan(node), message, kind: 'fatal', fixes } };
}

export function rename(node: HoconNode, to: string, safe = true): Fix[] {
  if (node.copied || node.sources.some(({ tree, entry }) => !entry || isGlued(tree, entry))) return [];
  const edits = node.sources.map((source): Edit => ({ span: nameSpan({ sources: [source] }), text: to }));
  return [{ title: t('Write “{name}”', { name: to }), edits, safe }];
}

/** In a broken file a key may stand right behind what the new name would be taken for a part of. */
function isGlued({ text }: Tree, { key }: Entry): boolean {
  return /[\w.@%|+-]/.test(text.charAt(key.start - 1));
}

function unavailable(node: HoconNode, name: string, { versions }: Field, version: string): Issue {
  const message = t('EMQX {version} has no “{name}” here and does not start: it is known in {versions}', {
    version,
    name,
    versions: versions.join(', '),
  });
  return { rule: 'unavailable-directive', draft: { at: nameSpan(node), message, kind: 'fatal' } };
}

function deprecated(node: HoconNode, field: Field, owner: HoconNode, since: string): Issue {
  const message = t('“{name}” has had no effect since EMQX {since}: its value is thrown away', {
    name: field.name,
    since,
  });
  const draft = {
    at: nameSpan(node),
    message,
    kind: 'correctness',
    tags: ['deprecated'],
    fixes: switchFix(node, owner),
  } as const;
  return dashboardSwitch(node, owner) ?? { rule: 'deprecated-directive', draft };
}
