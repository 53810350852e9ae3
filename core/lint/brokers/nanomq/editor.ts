import { t } from '../../../facts/message';
import type { Completion, Description, EditorFacts, OutlineItem, Token } from '../../broker';
import { type Cursor, cursorAt } from '../../editor/hocon-cursor';
import { format } from '../../editor/hocon-format';
import { pathAt } from '../../editor/hocon-path-at';
import type { FileRole } from '../../model';
import { isInclude } from '../../syntax/hocon-resolve';
import type { Entry, Tree, Value } from '../../tree';
import { flavourOf } from './flavour';
import { isSame, itemAt } from './key-path';
import type { Field, Item } from './key-types';

export const nanomqEditor: EditorFacts = {
  complete,
  describe,
  outline: (tree) => tree.entries.map((entry) => item(entry, [])),
  pathAt: (tree, offset) => (flavourOf(tree.text) === 'hocon' ? pathAt(tree, offset, roleOf) : undefined),
  format: (tree, _, within) => format(tree, within),
  tokens: (tree) => [...inEntries(tree, tree.entries, [])],
};

function complete(tree: Tree, offset: number): readonly Completion[] {
  const inComment = tree.comments.some(({ range }) => offset > range.start && offset <= range.end);
  if (inComment || flavourOf(tree.text) !== 'hocon') return [];
  const cursor = cursorAt(tree, offset);
  return cursor.place === 'key' ? keys(cursor) : values(tree, cursor);
}

function keys(cursor: Cursor): Completion[] {
  const block = itemAt(cursor.path);
  if (block?.kind !== 'block') return [];
  const others = cursor.siblings.filter(({ key }) => key.start !== cursor.word.start);
  const taken = others.map(({ path }) => path.join('.'));
  const known = Object.entries(block.fields).filter(([name]) => name !== 'include' && !taken.some(isSame(name)));
  const named: [string, Item][] = block.named?.kind === 'block' ? [['name', block.named]] : [];
  return [...known, ...named].map(([name, each]) => keyCompletion(name, each, cursor));
}

function keyCompletion(name: string, each: Item, { word, complete: isDone }: Cursor): Completion {
  const isBlock = each.kind === 'block';
  const body = isBlock ? (each.list ? ' = [\n  {\n    $0\n  }\n]' : ' {\n  $0\n}') : ` = ${placeholder(each)}`;
  return {
    label: name,
    kind: isBlock ? 'section' : 'directive',
    range: word,
    insert: isDone ? name : `${name}${body}`,
    snippet: !isDone,
    detail: typeOf(each),
    doc: each.doc,
  };
}

function placeholder({ type, standard }: Field): string {
  if (type === 'list') return '[$0]';
  const text = standard ?? '';
  return type === 'text' || type === 'path' ? `"\${1:${text}}"` : text === '' ? '$0' : `\${1:${text}}`;
}

function values(tree: Tree, cursor: Cursor): Completion[] {
  const found = itemAt(cursor.path);
  if (found?.kind !== 'field') return [];
  const words = found.type === 'boolean' ? ['true', 'false'] : (found.words ?? []);
  const isOpen = tree.text.charAt(cursor.word.start) === '"' && found.type !== 'boolean';
  return words.map((word) => ({
    label: word,
    kind: 'value',
    range: cursor.word,
    insert: isOpen ? `"${word}"` : word,
    doc: found.doc,
  }));
}

function describe(tree: Tree, offset: number): Description | undefined {
  if (flavourOf(tree.text) !== 'hocon') return undefined;
  const { place, path, word } = cursorAt(tree, offset);
  if (word.start === word.end) return undefined;
  const name = tree.text.slice(word.start, word.end).replace(/"/g, '');
  const full = (place === 'key' ? [...path, name] : path).filter((segment) => segment !== '[]');
  const found = full.length > 0 ? itemAt(full) : undefined;
  if (!found) return undefined;
  const standard = found.kind === 'field' ? found.standard : undefined;
  return {
    range: word,
    title: full.join('.'),
    doc: found.doc,
    facts: [
      { name: t('Type'), value: typeOf(found) },
      ...(standard === undefined ? [] : [{ name: t('Default'), value: standard }]),
      { name: t('Versions'), value: 'NanoMQ 0.18–0.22' },
    ],
  };
}

function typeOf(found: Item): string {
  if (found.kind === 'block') return found.list ? '[{ … }]' : '{ … }';
  return found.words ? found.words.join(' | ') : found.type;
}

const LONGEST_DETAIL = 60;

function item(entry: Entry, above: readonly string[]): OutlineItem {
  const path = [...above, ...entry.path];
  const { value } = entry;
  const bind = value.kind === 'object' ? value.entries.find(({ path: [name] }) => name === 'bind')?.value : value;
  const found = itemAt(path);
  const isSecret = found?.kind === 'field' && found.secret === true;
  return {
    name: entry.path.join('.'),
    detail: bind?.kind === 'scalar' && !isSecret ? bind.text.slice(0, LONGEST_DETAIL) : undefined,
    kind: kindOf(path, value),
    range: entry.range,
    selection: entry.key,
    children: value.kind === 'object' ? value.entries.map((child) => item(child, path)) : [],
  };
}

function kindOf(path: readonly string[], value: Value): OutlineItem['kind'] {
  if (value.kind !== 'object') return 'directive';
  if (path[0] === 'listeners' && path.length > 1) return 'listener';
  return path[0] === 'bridges' && path.length === 3 ? 'bridge' : 'section';
}

function* inEntries(tree: Tree, entries: readonly Entry[], above: readonly string[]): Generator<Token> {
  for (const entry of entries) {
    if (isInclude(tree, entry)) continue;
    const path = [...above, ...entry.path];
    const owner = itemAt(path.slice(0, -1));
    // The grammar gives roots a colour of their own.
    if (itemAt(path)) {
      if (path.length > 1) yield { range: entry.key, kind: 'directive' };
    } else if (above.length > 0 && owner?.kind === 'block' && !owner.open) yield { range: entry.key, kind: 'unknown' };
    yield* inValue(tree, entry.value, path);
  }
}

function* inValue(tree: Tree, value: Value, path: readonly string[]): Generator<Token> {
  if (value.kind === 'object') yield* inEntries(tree, value.entries, path);
  else if (value.kind === 'array') for (const each of value.items) yield* inValue(tree, each, path);
  else if (value.kind === 'scalar' && value.type === 'string') {
    const found = itemAt(path);
    if (found?.kind !== 'field') return;
    if (found.words?.some(isSame(value.text))) yield { range: value.range, kind: 'word' };
    else if (found.type === 'path') yield { range: value.range, kind: 'path' };
  }
}

/** Files that have no role of their own, such as the key of tokens, can be completed too. */
function roleOf(path: readonly string[]): FileRole | undefined {
  const found = itemAt(path);
  return found?.kind === 'field' && found.type === 'path' ? (found.role ?? 'other') : undefined;
}
