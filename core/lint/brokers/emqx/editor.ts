import { type Message, t } from '../../../facts/message';
import type { Completion, Description, EditorFacts } from '../../broker';
import { type WordBeside, wordsBeside } from '../../editor/hocon-beside';
import { type Cursor, cursorAt } from '../../editor/hocon-cursor';
import { format } from '../../editor/hocon-format';
import { pathAt } from '../../editor/hocon-path-at';
import type { Range, Tree } from '../../tree';
import { flavourOf } from './flavour';
import { outline } from './outline';
import { fileRole } from './references';
import { type Field, schema, type Type } from './schema';
import { alternatives, fieldAt, fieldsAt, isMapAt, typesAt } from './schema-path';
import { schemaVersion } from './schema-version';
import { tokens } from './tokens';
import { describeType, wordsOf } from './values';

export const emqxEditor: EditorFacts = {
  complete: (tree, offset, version) => complete(tree, offset, schemaVersion(version)),
  describe: (tree, offset, version) => describe(tree, offset, schemaVersion(version)),
  outline,
  pathAt: (tree, offset) => (flavourOf(tree.text) === 'hocon' ? pathAt(tree, offset, fileRole) : undefined),
  format: (tree, _, within) => format(tree, within),
  tokens: (tree, version) => (flavourOf(tree.text) === 'hocon' ? tokens(tree, schemaVersion(version)) : []),
};

function complete(tree: Tree, offset: number, version: string): readonly Completion[] {
  if (flavourOf(tree.text) !== 'hocon' || inComment(tree, offset)) return [];
  const cursor = cursorAt(tree, offset);
  const place = { cursor, version, beside: wordsBeside(tree, offset) };
  return cursor.place === 'key' ? keys(place) : values(tree, place);
}

interface Place {
  readonly cursor: Cursor;
  readonly version: string;
  /** `mechanism`, `backend` and `type` leave one variant of many. */
  readonly beside: WordBeside;
}

function inComment({ comments }: Tree, offset: number): boolean {
  return comments.some(({ range }) => offset > range.start && offset <= range.end);
}

function keys({ cursor, version, beside }: Place): Completion[] {
  const taken = new Set(
    cursor.siblings.filter(({ key }) => key.start !== cursor.word.start).map(({ path }) => path.join('.')),
  );
  const named = isMapAt(cursor.path, version) ? [section('default', cursor)] : [];
  const fields = fieldsAt(cursor.path, version, beside).filter(
    (field) => !taken.has(field.name) && field.deprecated(version) === undefined,
  );
  return [...named, ...fields.map((field) => keyCompletion(field, cursor, version))];
}

function section(label: string, cursor: Cursor): Completion {
  return {
    label,
    kind: 'section',
    range: cursor.word,
    insert: cursor.complete ? label : `${label} {\n  $0\n}`,
    snippet: !cursor.complete,
  };
}

function keyCompletion(field: Field, cursor: Cursor, version: string): Completion {
  const type = field.type(version);
  const holds = alternatives(type).some(({ kind }) => kind === 'struct' || kind === 'map');
  const base = { range: cursor.word, detail: describeType(type), doc: docOf(field) };
  if (holds) return { ...section(field.name, cursor), ...base };
  const insert = cursor.complete ? field.name : `${field.name} = ${placeholder(field, type, version)}`;
  return { label: field.name, kind: 'directive', insert, snippet: !cursor.complete, ...base };
}

/** The default, to be typed over. */
function placeholder(field: Field, type: Type, version: string): string {
  if (alternatives(type).some(({ kind }) => kind === 'array')) return '[$0]';
  const value = field.default(version);
  if (value === undefined || value === null || typeof value === 'object') return '$0';
  const text = hocon(String(value), typeof value === 'string');
  return `\${1:${text.replace(/[\\$}]/g, '\\$&')}}`;
}

function hocon(text: string, isText: boolean): string {
  return !isText || /^[A-Za-z][A-Za-z0-9_]*$/.test(text) || /^[0-9]+(?:%|[dhms]|ms|[KMG]B)$/.test(text)
    ? text
    : `"${text}"`;
}

function values(tree: Tree, { cursor, version, beside }: Place): Completion[] {
  const owner = cursor.path.filter((segment) => segment !== '[]');
  const types = typesAt(cursor.path, version, beside).flatMap((type) =>
    type.kind === 'array' && !cursor.inList ? [] : alternatives(type),
  );
  const words = [...new Set([...types.flatMap(valueWords), ...special(owner, version)])];
  const doc = docOf(fieldAt(owner, version, beside));
  const isOpen = tree.text.charAt(cursor.word.start) === '"';
  return words.map((word) => ({
    label: word,
    kind: 'value',
    range: cursor.word,
    insert: isOpen || !/^[A-Za-z][A-Za-z0-9_]*$/.test(word) ? `"${word}"` : word,
    doc,
  }));
}

/** The words that an option takes, as far as it takes nothing else. */
export function wordsFor(path: readonly string[], version: string): readonly string[] {
  const types = typesAt(path, version).flatMap((type) => (type.kind === 'array' ? [] : alternatives(type)));
  return [...new Set(types.flatMap(valueWords))];
}

function valueWords(type: Type): readonly string[] {
  return type.kind === 'named' && type.name === 'boolean' ? ['true', 'false'] : wordsOf(type);
}

/** Lists whose items the schema's types do not name. */
function special(path: readonly string[], version: string): readonly string[] {
  const name = path.at(-1);
  if (fieldAt(path, version) === undefined) return [];
  if (name === 'versions') return path.includes('dtls_options') ? ['dtlsv1.2'] : ['tlsv1.3', 'tlsv1.2'];
  return name === 'ciphers' ? [...schema.ciphers] : [];
}

export function docOf(field: Field | undefined): Message | undefined {
  return field?.doc === undefined ? undefined : { template: field.doc, args: {} };
}

function describe(tree: Tree, offset: number, version: string): Description | undefined {
  if (flavourOf(tree.text) !== 'hocon') return undefined;
  const cursor = cursorAt(tree, offset);
  const { start, end } = cursor.word;
  if (start === end) return undefined;
  const path =
    cursor.place === 'key'
      ? [...cursor.path, tree.text.slice(start, end).replace(/"/g, '')]
      : cursor.path.filter((segment) => segment !== '[]');
  return describePath(path, { start, end }, version, wordsBeside(tree, offset));
}

/** What is known of an option, for the place that names it. */
export function describePath(
  path: readonly string[],
  range: Range,
  version: string,
  beside?: WordBeside,
): Description | undefined {
  const field = fieldAt(path, version, beside);
  if (!field) return undefined;
  return {
    range,
    title: path.join('.'),
    doc: docOf(field) ?? t('an option of EMQX'),
    facts: factsOf(field, version),
  };
}

function factsOf(field: Field, version: string): Description['facts'] {
  const value = field.default(version);
  const since = field.deprecated(version);
  return [
    { name: t('Type'), value: describeType(field.type(version)) },
    ...(value === undefined
      ? []
      : [{ name: t('Default'), value: typeof value === 'string' ? value : JSON.stringify(value) }]),
    { name: t('Versions'), value: field.versions.map((each) => `EMQX ${each}`).join(', '), prose: true },
    ...(since === undefined ? [] : [{ name: t('Without effect since'), value: `EMQX ${since}`, prose: true }]),
    ...(field.aliases.length === 0 ? [] : [{ name: t('Also written'), value: field.aliases.join(', ') }]),
  ];
}
