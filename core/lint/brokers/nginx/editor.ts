import { type Message, t } from '../../../facts/message';
import type { Completion, Description, EditorFacts, OutlineItem } from '../../broker';
import { parseNginx } from '../../syntax/nginx';
import type { Entry, Range, Tree } from '../../tree';
import { DIRECTIVES, findDirective, type Row } from './directives';
import { type Context, contextIn, contextOfFile, readBlocks, wordsOf } from './scopes';
import { brokerServers } from './servers';
import { atLeast } from './version';

/** For the directives of the table only: everything else of nginx is left to the extensions for it. */
export const nginxEditor: EditorFacts = {
  complete: (tree, offset, version) =>
    leadsToBroker(tree) || leadsToBroker(withoutLine(tree, offset)) ? complete(tree, offset, version) : [],
  describe: (tree, offset) => (leadsToBroker(tree) ? describe(tree, offset) : undefined),
  outline: (tree) => (leadsToBroker(tree) ? outlineOf(tree.entries, 0) : []),
};

/** In other configurations of nginx nothing of this extension is to be seen. */
function leadsToBroker(tree: Tree): boolean {
  return brokerServers(readBlocks(tree.file, [tree], [])).length > 0;
}

/** A name that is being written swallows the line behind it, which may be the one with the proxy. */
function withoutLine({ file, text }: Tree, offset: number): Tree {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return parseNginx(file, text.slice(0, start) + (end < 0 ? '' : text.slice(end)));
}

interface Place {
  readonly context: Context;
  /** The entry whose words are being written; undefined where a new one begins. */
  readonly entry: Entry | undefined;
}

function complete(tree: Tree, offset: number, version: string): readonly Completion[] {
  if (tree.comments.some(({ range }) => range.start < offset && offset <= range.end)) return [];
  const { context, entry } = placeAt(tree, offset);
  const typed = /[\w.]*$/.exec(tree.text.slice(Math.max(0, offset - 100), offset))?.[0] ?? '';
  const range = { start: offset - typed.length, end: offset };
  if (entry && entry.key.end < range.start) return values(entry, range);
  return Object.entries(DIRECTIVES)
    .filter(([, row]) => row.doc && isAvailable(row, context, version))
    .map(([label, { doc, type, standard }]) => ({
      label,
      kind: 'directive' as const,
      range,
      ...insertOf(label, type, context),
      ...(standard === undefined ? {} : { detail: standard }),
      ...(doc ? { doc } : {}),
    }));
}

const BLOCKS: ReadonlySet<string> = new Set(['stream', 'http', 'server', 'upstream']);

function insertOf(label: string, type: Row['type'], context: Context): Pick<Completion, 'insert' | 'snippet'> {
  if (BLOCKS.has(label) && !context.endsWith('upstream')) {
    return { insert: label === 'upstream' ? 'upstream ${1:name} {\n\t$0\n}' : `${label} {\n\t$0\n}`, snippet: true };
  }
  return { insert: type === 'flag' ? `${label} \${1|on,off|};` : `${label} $1;`, snippet: true };
}

function isAvailable({ contexts, later, removed }: Row, context: Context, version: string): boolean {
  if (removed !== undefined && atLeast(version, removed)) return false;
  return contexts.includes(context) || (later?.contexts.includes(context) === true && atLeast(version, later.since));
}

function values({ path }: Entry, range: Range): readonly Completion[] {
  const row = findDirective(path[0] ?? '');
  const words =
    row?.choices ?? (row?.type === 'flag' ? ['on', 'off'] : path[0] === 'listen' ? ['ssl', 'proxy_protocol'] : []);
  return words.map((label) => ({ label, kind: 'value' as const, range, insert: label }));
}

/** The block around the offset, and the entry at it. */
function placeAt(tree: Tree, offset: number): Place {
  let context = contextOfFile(tree);
  let entries = tree.entries;
  for (;;) {
    const entry = entries.find(({ range }) => range.start <= offset && offset <= range.end);
    if (!entry) return { context, entry: undefined };
    const body = entry.value.kind === 'object' ? entry.value : undefined;
    const brace = body ? tree.text.indexOf('{', body.parts?.at(-1)?.range.end ?? body.range.start) : -1;
    if (!body || offset <= brace) {
      const finished = offset === entry.range.end && tree.text[offset - 1] === ';';
      return { context, entry: finished ? undefined : entry };
    }
    if (offset === entry.range.end && tree.text[offset - 1] === '}') return { context, entry: undefined };
    context = contextIn(context, entry.path[0] ?? '');
    entries = body.entries;
  }
}

function describe(tree: Tree, offset: number): Description | undefined {
  const { entry } = placeAt(tree, offset);
  const row = entry && findDirective(entry.path[0] ?? '');
  if (!entry || !row?.doc) return undefined;
  const values = row.choices ?? (row.type === 'flag' ? ['on', 'off'] : []);
  const places = [...row.contexts, ...(row.later?.contexts ?? [])].map((context) => context.replace('-', ' '));
  const facts: { name: Message; value: string }[] = [
    ...(values.length > 0 ? [{ name: t('Values'), value: values.join(', ') }] : []),
    ...(row.standard === undefined ? [] : [{ name: t('Default'), value: row.standard }]),
    { name: t('Place'), value: places.join(', ') },
  ];
  return { range: entry.key, title: entry.path[0] ?? '', doc: row.doc, facts };
}

const DEEPEST = 50;

function outlineOf(entries: readonly Entry[], depth: number): OutlineItem[] {
  return entries.flatMap((entry): OutlineItem[] => {
    const { value, key, range, path } = entry;
    if (value.kind !== 'object' || depth >= DEEPEST || path[0] === '') return [];
    const detail = detailOf(entry);
    const kind = path[0] === 'server' ? 'listener' : 'section';
    const item = {
      name: path[0] ?? '',
      kind,
      range,
      selection: key,
      children: outlineOf(value.entries, depth + 1),
    } as const;
    return [detail === '' ? item : { ...item, detail }];
  });
}

/** A server is told by what it listens on. */
function detailOf(entry: Entry): string {
  if (entry.value.kind !== 'object' || entry.path[0] !== 'server') return textOf(entry);
  return entry.value.entries
    .filter(({ path }) => path[0] === 'listen')
    .map(textOf)
    .join(', ');
}

function textOf(entry: Entry): string {
  return wordsOf(entry)
    .map(({ text }) => text)
    .join(' ');
}
