import { type Message, t } from '../../../../../facts/message';
import type { Completion, Description, EditorFacts, OutlineItem } from '../../../../broker';
import { ACCESS_WORDS, accessParts } from '../../../../syntax/acl-rule';
import type { Entry, Range, Tree } from '../../../../tree';
import { atLeast } from '../../version';

export const aclEditor: EditorFacts = { complete, describe, outline };

const KEYWORDS: readonly { readonly name: string; readonly insert: string; readonly doc: Message }[] = [
  {
    name: 'topic',
    insert: `topic \${1|read,write,readwrite|} \${2:topic}`,
    doc: t(
      'Lets the user above, or clients without a name where no user is named above, read and write topics. Without read or write both are allowed.',
    ),
  },
  {
    name: 'pattern',
    insert: `pattern \${1|read,write,readwrite|} \${2:devices}/%u/\${3:#}`,
    doc: t(
      'Holds for every client, wherever the line stands. %u becomes the user name and %c the client id; a client without a name is left out where %u is used.',
    ),
  },
  {
    name: 'user',
    insert: `user \${1:name}`,
    doc: t('Begins the topics of one user: the whole rest of the line is the name, blanks and # included.'),
  },
];

const ACCESS: Readonly<Record<string, Message>> = {
  read: t('The client may receive messages on these topics.'),
  write: t('The client may publish to these topics.'),
  readwrite: t('The client may publish and receive; the same as no word at all.'),
  deny: t('The client may neither publish nor receive, whatever other lines allow. Since Mosquitto 2.0.'),
};

const PLACEHOLDERS: Readonly<Record<string, Message>> = {
  '%u': t('The user name of the client. From 2.1 on it must be a whole level of the topic.'),
  '%c': t('The client id. Clients choose it themselves, unless use_username_as_clientid is true.'),
};

function complete({ text }: Tree, offset: number, version: string): readonly Completion[] {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const typed = text.slice(start, offset);
  if (typed.startsWith('#')) return [];
  const first = /^ *(\S*)$/.exec(typed);
  if (first) return keywords(offset, (first[1] ?? '').length, text);
  const rule = /^ *(topic|pattern) +(.*)$/.exec(typed);
  if (!rule) return [];
  const [, keyword = '', value = ''] = rule;
  return [...accessWords(value, offset, version), ...(keyword === 'pattern' ? placeholders(value, offset) : [])];
}

function keywords(offset: number, length: number, text: string): readonly Completion[] {
  const range = { start: offset - length, end: offset };
  const followed = /^\S*[ \t]+\S/.test(text.slice(offset, offset + 200).split('\n', 1)[0] ?? '');
  return KEYWORDS.map(({ name, insert, doc }) => ({
    label: name,
    kind: name === 'user' ? 'section' : 'directive',
    range,
    insert: followed ? name : insert,
    snippet: !followed,
    doc,
  }));
}

function accessWords(value: string, offset: number, version: string): readonly Completion[] {
  if (!/^\w*$/.test(value)) return [];
  const range = { start: offset - value.length, end: offset };
  return ACCESS_WORDS.filter((word) => word !== 'deny' || atLeast(version, '2.0.0')).map((word) => ({
    label: word,
    kind: 'value',
    range,
    insert: word,
    doc: ACCESS[word],
  }));
}

/** A placeholder fills a level of its own. */
function placeholders(value: string, offset: number): readonly Completion[] {
  const level = /(?:^|[ /])(%?\w?)$/.exec(value)?.[1];
  if (level === undefined) return [];
  const range = { start: offset - level.length, end: offset };
  return Object.entries(PLACEHOLDERS).map(([label, doc]) => ({ label, kind: 'value', range, insert: label, doc }));
}

function describe(tree: Tree, offset: number): Description | undefined {
  const entry = tree.entries.find(({ range }) => range.start <= offset && offset <= range.end);
  if (!entry) return undefined;
  const keyword = KEYWORDS.find(({ name }) => name === entry.path[0]);
  if (keyword && offset <= entry.key.end) return described(entry.key, keyword.name, keyword.doc);
  if (!keyword || keyword.name === 'user' || entry.value.kind === 'missing') return undefined;
  const { access, filter } = accessParts(tree.text, entry.value.range);
  if (access && offset <= access.end) {
    const word = tree.text.slice(access.start, access.end);
    const doc = ACCESS[word];
    return doc && described(access, word, doc);
  }
  return keyword.name === 'pattern' ? placeholderAt(tree, filter, offset) : undefined;
}

function placeholderAt({ text }: Tree, filter: Range, offset: number): Description | undefined {
  for (const match of text.slice(filter.start, filter.end).matchAll(/%[uc]/g)) {
    const start = filter.start + match.index;
    const doc = PLACEHOLDERS[match[0]];
    if (doc && start <= offset && offset <= start + 2) return described({ start, end: start + 2 }, match[0], doc);
  }
  return undefined;
}

function described(range: Range, title: string, doc: Message): Description {
  return { range, title, doc, facts: [] };
}

interface Draft extends OutlineItem {
  range: Range;
  readonly children: OutlineItem[];
}

/** Users with their topics; what holds for clients without a name or for everyone stands beside them. */
function outline({ entries }: Tree): readonly OutlineItem[] {
  const top: OutlineItem[] = [];
  let user: Draft | undefined;
  for (const entry of entries) {
    const item = itemOf(entry);
    if (entry.path[0] === 'user') {
      user = item;
      top.push(item);
    } else if (user && entry.path[0] === 'topic') {
      user.children.push(item);
      user.range = { start: user.range.start, end: entry.range.end };
    } else top.push(item);
  }
  return top;
}

function itemOf({ path, key, value, range }: Entry): Draft {
  const text = value.kind === 'scalar' ? value.text : '';
  const [keyword = ''] = path;
  if (keyword !== 'user')
    return { name: keyword, detail: text, kind: 'directive', range, selection: key, children: [] };
  return { name: text === '' ? keyword : text, kind: 'section', range, selection: value.range, children: [] };
}
