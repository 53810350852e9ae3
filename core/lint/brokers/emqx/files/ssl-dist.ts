import type { Edit, Span } from '../../../source';
import { isList, isTuple, word } from '../../../syntax/erlang-terms';
import type { ArrayValue, Range, Scalar, Tree, Value } from '../../../tree';

/** `{server, [{certfile, "…"}, …]}`: the options of one end of the connections between nodes. */
export interface Section {
  readonly tree: Tree;
  readonly name: 'server' | 'client';
  /** The name. */
  readonly at: Span;
  /** From brace to brace. */
  readonly range: Range;
  readonly list: ArrayValue;
  /** In reading order; of two of a name the later one counts. */
  readonly options: readonly Option[];
}

export interface Option {
  readonly name: string;
  readonly key: Range;
  readonly value: Value;
  readonly range: Range;
}

/** The sections of the file; a later one takes the place of an earlier one (`ssl_dist_sup` puts them into a set). */
export function sectionsOf(tree: Tree): readonly Section[] {
  const sections = new Map<string, Section>();
  for (const { value, path, key, range } of tree.entries) {
    const named = path[0] !== '' && path[0] !== undefined;
    const found = named
      ? [section(tree, path[0], key, value, range)]
      : members(value).map((item) => ofItem(tree, item));
    for (const each of found) if (each) sections.set(each.name, each);
  }
  return [...sections.values()];
}

function members(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [];
}

function ofItem(tree: Tree, item: Value): Section | undefined {
  if (!isTuple(tree, item)) return undefined;
  const [head, list, ...more] = item.items;
  if (!head || !list || more.length > 0) return undefined;
  return section(tree, word(head), head.range, { ...item, items: [list] }, item.range);
}

/** `value`: the members of the tuple behind its first one. */
function section(tree: Tree, name: string | undefined, key: Range, value: Value, range: Range): Section | undefined {
  const [list, ...more] = members(value);
  if ((name !== 'server' && name !== 'client') || !list || more.length > 0 || !isList(tree, list)) return undefined;
  const options = list.items.flatMap((item) => option(tree, item));
  return { tree, name, at: { file: tree.file, start: key.start, end: key.end }, range, list, options };
}

function option(tree: Tree, item: Value): Option[] {
  if (!isTuple(tree, item)) return [];
  const [head, value, ...more] = item.items;
  const name = word(head);
  if (!head || name === undefined || !value || more.length > 0) return [];
  return [{ name, key: head.range, value, range: item.range }];
}

export function optionOf({ options }: Section, name: string): Option | undefined {
  return options.filter((each) => each.name === name).at(-1);
}

/** A text in quotes. */
export function stringOf(option: Option | undefined): Scalar | undefined {
  return option?.value.kind === 'scalar' && option.value.quoted ? option.value : undefined;
}

export function spanOf({ tree: { file } }: Section, { start, end }: Range): Span {
  return { file, start, end };
}

/** Gives the options these values, in Erlang's notation: replaced, or written behind the last one. */
export function write(section: Section, fields: readonly (readonly [name: string, text: string])[]): readonly Edit[] {
  const { tree, list } = section;
  if (tree.errors.some(({ fatal }) => fatal)) return [];
  const added = fields.filter(([name]) => !optionOf(section, name)).map(([name, text]) => `{${name}, ${text}}`);
  const changed = fields.flatMap(([name, text]): Edit[] => {
    const known = optionOf(section, name);
    return known ? [{ span: spanOf(section, known.value.range), text }] : [];
  });
  const last = list.items.at(-1);
  const at = last ? last.range.end : list.range.start + 1;
  if (added.length === 0 || (!last && tree.text.charAt(list.range.start) !== '[')) return changed;
  const between = last ? `,${newLine(tree, last.range)}` : ', ';
  const text = `${last ? between : ''}${added.join(last ? between : ', ')}`;
  return [...changed, { span: spanOf(section, { start: at, end: at }), text }];
}

/** Options that have lines of their own keep them. */
function newLine({ text }: Tree, { start }: Range): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  if (!/^[ \t]*$/.test(indent)) return ' ';
  return `${text.charAt(lineStart - 2) === '\r' ? '\r\n' : '\n'}${indent}`;
}
