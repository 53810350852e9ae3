import { type Message, t } from '../../../facts/message';
import { childOf, textOf } from '../../hocon-view';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';
import type { Struct } from './schema';
import { checkScalar, wordsOf } from './values';

const LEADING: readonly string[] = ['mechanism', 'backend', 'type'];

type Tag = readonly [field: string, word: string];

/** What the unchanging schema says, worked out once: unions are checked for every listener. */
const TAGS = new WeakMap<Struct, Map<string, readonly Tag[]>>();

/** The words that the block writes lead to this member of the union, or do not speak against it. */
export function fits(node: HoconNode, struct: Struct, version: string): boolean {
  return takes(struct, version, (name) => textOf(childOf(node, name)));
}

/** The same for words wherever they come from; undefined: nothing is said of that name. */
export function takes(struct: Struct, version: string, wordFor: (name: string) => string | undefined): boolean {
  return tags(struct, version).every(([name, word]) => {
    const text = wordFor(name);
    return text === undefined || text === word || isTemplated(text);
  });
}

/** The names whose word decides between all members, the leading one first. */
export function decidingNames(members: readonly Struct[], version: string): readonly string[] {
  return tagNames(members, version).filter((name) => {
    const words = members.map((struct) => wordOf(struct, name, version));
    return new Set(words).size > 1 && (LEADING.includes(name) || !words.includes(undefined));
  });
}

/** The release has the block at all. */
export function isKnown(struct: Struct, version: string): boolean {
  return struct.fields.size === 0 || struct.in(version).fields.length > 0;
}

export interface AbsentWord {
  /** The field whose word no member has; undefined: each word exists, but not together. */
  readonly at?: HoconNode;
  readonly message: Message;
  readonly instead?: string;
}

/** Why no member of a union fits: the first field, in the order of the schema, whose word no member left over has. */
export function absentWord(node: HoconNode, members: readonly Struct[], version: string): AbsentWord {
  let left = members;
  for (const name of tagNames(members, version)) {
    const child = childOf(node, name);
    const text = textOf(child);
    if (!child || text === undefined || isTemplated(text)) continue;
    const words = left.flatMap((struct) => wordOf(struct, name, version) ?? []);
    if (words.length > 0 && !words.includes(text))
      return absent(node, child, text, words, left.length < members.length);
    left = left.filter((struct) => (wordOf(struct, name, version) ?? text) === text);
  }
  const given = tagNames(members, version)
    .flatMap((name) => textOf(childOf(node, name)) ?? [])
    .join(' + ');
  return { message: t('EMQX has no such combination: {given}', { given }) };
}

function absent(node: HoconNode, child: HoconNode, text: string, words: readonly string[], narrowed: boolean) {
  const problem = checkScalar({ text, type: 'string' }, { kind: 'enum', values: words });
  const message = problem?.message ?? t('“{value}” is not taken here', { value: text });
  const lead = LEADING.flatMap((name) => {
    const word = childOf(node, name);
    return word && word !== child ? (textOf(word) ?? []) : [];
  });
  if (!narrowed || lead.length === 0) return { at: child, message, instead: problem?.instead };
  const choice = [...new Set(words)].join(', ');
  return {
    at: child,
    message: t('EMQX has no “{value}” with {others}: write one of {words}', {
      value: text,
      others: lead.join(' + '),
      words: choice,
    }),
    instead: problem?.instead,
  };
}

function tagNames(members: readonly Struct[], version: string): readonly string[] {
  const names = new Set(members.flatMap((struct) => tags(struct, version).map(([name]) => name)));
  const first = LEADING.filter((name) => names.has(name));
  return [...new Set([...first, ...names])];
}

function wordOf(struct: Struct, name: string, version: string): string | undefined {
  return tags(struct, version).find(([field]) => field === name)?.[1];
}

/** Fields that take one word only tell the variants of a union apart: `mechanism`, `backend`, `type`. */
function tags(struct: Struct, version: string): readonly Tag[] {
  const known = TAGS.get(struct) ?? new Map<string, readonly Tag[]>();
  TAGS.set(struct, known);
  const found = known.get(version) ?? readTags(struct, version);
  known.set(version, found);
  return found;
}

function readTags(struct: Struct, version: string): Tag[] {
  return struct.in(version).fields.flatMap((field): Tag[] => {
    const words = wordsOf(field.type(version));
    return words.length === 1 && field.type(version).kind !== 'union' ? [[field.name, words[0] ?? '']] : [];
  });
}
