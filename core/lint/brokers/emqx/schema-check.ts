import { type Message, t } from '../../../facts/message';
import type { Draft } from '../../finding';
import { replace } from '../../hocon-edits';
import { isAbsent, keySpan, textOf, valueSpan } from '../../hocon-view';
import type { LanguageRule } from '../../model';
import { type HoconNode, withChildren } from '../../syntax/hocon-resolve';
import { isOldDashboard, structOf } from './misplaced';
import { isTemplated } from './references';
import { type Field, type Struct, schema, type Type } from './schema';
import { missingFields } from './schema-required';
import { deprecatedField, strayField, unavailableField, unknownField } from './schema-stray';
import { absentWord, fits, isKnown } from './schema-union';
import { unitless } from './unitless';
import { checkScalar } from './values';

export interface Issue {
  readonly rule: LanguageRule;
  readonly draft: Draft;
  /** Another file may hold the rest of the block, so that nothing is proven where the file is one of several. */
  readonly mayBeElsewhere?: boolean;
}

/** One way through a configuration, for one release. */
export interface Walk {
  readonly version: string;
  /** What has been found so far. */
  readonly issues: Issue[];
  /** Members of maps in which something was found. */
  readonly touched: Set<HoconNode>;
  /** Of the members of maps only these are looked at. */
  readonly only?: ReadonlySet<HoconNode> | undefined;
}

/** Everything below a known root that EMQX's schema refuses, or throws away. */
export function checkField(node: HoconNode, field: Field, owner: HoconNode, walk: Walk): void {
  const since = field.deprecated(walk.version);
  if (since !== undefined) walk.issues.push(deprecatedField(node, field, owner, since));
  else checkNode(node, field.type(walk.version), walk, field.name);
}

function checkNode(node: HoconNode, type: Type, walk: Walk, name: string): void {
  if (node.kind === 'unknown' || isAbsent(node)) return;
  if (type.kind === 'struct') checkStruct(node, schema.struct(type.struct), walk);
  else if (type.kind === 'map') checkMap(node, type.value, type.free, walk);
  else if (type.kind === 'array') checkArray(node, type, walk, name);
  else if (type.kind === 'union') checkUnion(node, type.members, walk, name);
  else checkLeaf(node, type, walk);
}

function checkLeaf(node: HoconNode, type: Type, { issues }: Walk): void {
  if (node.kind !== 'scalar') {
    const claims = type.kind !== 'any' && !(type.kind === 'named' && /map|term|any|json|\[/.test(type.name));
    if (claims) issues.push(invalid(node, t('EMQX expects one value here, not a list or a block')));
    return;
  }
  const issue = scalarIssue(node, type);
  if (issue) issues.push(isBind(node, type) ? { ...issue, rule: 'bind-invalid' } : issue);
}

function scalarIssue(node: HoconNode, type: Type): Issue | undefined {
  if (isTemplated(node.text)) return undefined;
  const problem = checkScalar(node, type);
  if (problem) return invalid(node, problem.message, problem.instead);
  const draft = unitless(node, type);
  return draft && { rule: 'unitless-duration', draft };
}

function isBind({ path }: HoconNode, type: Type): boolean {
  return path.at(-1) === 'bind' && type.kind === 'named' && type.name.endsWith('ip_port');
}

export function invalid(node: HoconNode, message: Message, instead?: string): Issue {
  const edit = instead === undefined ? undefined : replace(node, instead);
  const fixes = edit ? [{ title: t('Write “{value}”', { value: instead ?? '' }), edits: [edit], safe: true }] : [];
  return { rule: 'invalid-value', draft: { at: valueSpan(node), message, kind: 'fatal', fixes } };
}

function checkMap(node: HoconNode, value: Type, free: boolean, walk: Walk): void {
  const { issues, only, touched } = walk;
  if (node.kind === 'scalar') {
    if (!free && !isTemplated(node.text)) issues.push(invalid(node, t('EMQX expects a block in braces here')));
    return;
  }
  for (const [name, child] of node.children) {
    if (only && !only.has(child)) continue;
    const before = issues.length;
    if (!free && !/^[A-Za-z0-9]+[A-Za-z0-9_-]*$/.test(name)) issues.push(badName(child, name));
    checkNode(child, value, walk, name);
    if (issues.length > before) touched.add(child);
  }
}

function badName(node: HoconNode, name: string): Issue {
  const message = t('“{name}” is no name for EMQX: only letters, digits, “-” and “_”, and a letter or digit first', {
    name,
  });
  return { rule: 'invalid-value', draft: { at: keySpan(node), message, kind: 'fatal' } };
}

/** A block whose keys are numbers is a list, and one block stands for a list of one (authentication). */
function checkArray(node: HoconNode, type: Type & { kind: 'array' }, walk: Walk, name: string): void {
  if (node.kind === 'array') checkItems(node, type.item, walk, name);
  else if (node.kind === 'object') checkBlockAsList(node, type.item, walk, name);
  else checkTextAsList(node, walk, name);
}

function checkTextAsList(node: HoconNode, { issues }: Walk, name: string): void {
  // One string with commas is accepted for cipher suites only.
  if (name === 'ciphers' || isTemplated(node.text)) return;
  const items = node.text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const list = `[${items.map((item) => `"${item}"`).join(', ')}]`;
  const instead = name === 'versions' && items.length > 0 ? list : undefined;
  issues.push(invalid(node, t('EMQX expects a list in square brackets here'), instead));
}

function checkBlockAsList(node: HoconNode, item: Type, walk: Walk, name: string): void {
  const numbered = [...node.children.keys()].every((key) => /^[0-9]+$/.test(key));
  if (numbered) for (const child of node.children.values()) checkNode(child, item, walk, name);
  else if (isCompound(item)) checkNode(node, item, walk, name);
  else walk.issues.push(invalid(node, t('EMQX expects a list in square brackets here')));
}

function checkItems(node: HoconNode, type: Type, walk: Walk, name: string): void {
  const words = protocolWords(node.path, name);
  for (const item of node.items) {
    const text = words && textOf(item);
    if (words === undefined || text === undefined || isTemplated(text)) {
      checkNode(item, type, walk, name);
      continue;
    }
    const problem = checkScalar({ text, type: 'string' }, { kind: 'enum', values: words });
    if (problem) walk.issues.push(invalid(item, problem.message, problem.instead && `"${problem.instead}"`));
  }
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

function checkUnion(node: HoconNode, members: readonly Type[], walk: Walk, name: string): void {
  const { version, issues } = walk;
  if (node.kind === 'scalar') {
    const issue = scalarIssue(node, { kind: 'union', members });
    if (issue) issues.push(issue);
    return;
  }
  const wanted = node.kind === 'array' ? LISTS : BLOCKS;
  const open = members.filter((member) => member.kind === 'union' || wanted.includes(member.kind) || isMapLike(member));
  if (open.length === 0) {
    issues.push(invalid(node, t('EMQX expects one value here, not a list or a block')));
    return;
  }
  const known = open.filter((member) => member.kind !== 'struct' || isKnown(schema.struct(member.struct), version));
  const fitting = known.filter(
    (member) => member.kind !== 'struct' || fits(node, schema.struct(member.struct), version),
  );
  const [only, ...others] = fitting;
  if (!only) issues.push(noVariant(node, known, version));
  else if (others.length === 0) checkNode(node, only, walk, name);
  else issues.push(...leastIssues(node, fitting, walk, name));
}

const LISTS: readonly Type['kind'][] = ['array', 'any'];
const BLOCKS: readonly Type['kind'][] = ['struct', 'map', 'array', 'any'];

/** Of the variants that fit, the one that has least to say against the block. */
function leastIssues(node: HoconNode, members: readonly Type[], walk: Walk, name: string): readonly Issue[] {
  return members
    .map((member) => {
      const issues: Issue[] = [];
      // To compare them, each is looked at as a whole.
      checkNode(node, member, { ...walk, issues, only: undefined }, name);
      return issues;
    })
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

function checkStruct(node: HoconNode, struct: Struct, walk: Walk): void {
  if (isOldDashboard(node)) checkOldDashboard(node, struct, walk);
  else checkFields(node, struct, walk);
}

/** TLS options beside the others, as in 5.0: each side is checked as what EMQX converts it to. */
function checkOldDashboard(node: HoconNode, struct: Struct, walk: Walk): void {
  const options = structOf(struct, 'ssl_options', walk.version);
  const isOption = (name: string): boolean => !struct.fields.has(name) && options?.fields.has(name) === true;
  const part = (wanted: boolean): HoconNode =>
    withChildren(node, new Map([...node.children].filter(([name]) => isOption(name) === wanted)));
  checkFields(part(false), struct, walk);
  if (options) checkFields(part(true), options, walk);
}

function checkFields(node: HoconNode, struct: Struct, walk: Walk): void {
  const { version, issues } = walk;
  const { fields } = struct.in(version);
  if (fields.length === 0) return;
  if (node.kind !== 'object') {
    issues.push(invalid(node, t('EMQX expects a block in braces here')));
    return;
  }
  for (const [name, child] of node.children) {
    const field = struct.field(name);
    const issue = strayField(node, name, child, struct, version);
    if (issue) issues.push(issue);
    else if (!field) issues.push(unknownField(node, child, name, fields));
    else if (!field.versions.includes(version)) issues.push(unavailableField(child, name, field, version));
    else checkField(child, field, node, walk);
  }
  const missing = missingFields(node, struct, version);
  if (missing) issues.push(missing);
}
