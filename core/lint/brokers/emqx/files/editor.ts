import { type Message, t } from '../../../../facts/message';
import type { Completion, Description, EditorFacts, OutlineItem } from '../../../broker';
import type { Entry, Tree } from '../../../tree';
import { isBefore } from '../schema-version';
import { generationOf, SINCE } from './acl-check';

export const aclEditor: EditorFacts = { complete, describe, outline };

interface Word {
  readonly doc: Message;
  /** Snippet; absent: the word itself. */
  readonly insert?: string;
  readonly since5?: boolean;
  readonly until4?: boolean;
}

const PERMISSIONS: Readonly<Record<string, Word>> = {
  allow: { doc: t('Lets clients do it that the rule speaks of. The first rule that matches decides.') },
  deny: { doc: t('Forbids it to the clients that the rule speaks of. The first rule that matches decides.') },
};

const WHO: Readonly<Record<string, Word>> = {
  all: { doc: t('Every client.') },
  username: { doc: t('The client with this user name.'), insert: '{username, "${1:name}"}', since5: true },
  clientid: {
    doc: t('The client with this id, which clients choose themselves.'),
    insert: '{clientid, "${1:id}"}',
    since5: true,
  },
  user: { doc: t('The client with this user name.'), insert: '{user, "${1:name}"}', until4: true },
  client: {
    doc: t('The client with this id, which clients choose themselves.'),
    insert: '{client, "${1:id}"}',
    until4: true,
  },
  ipaddr: { doc: t('Clients from this address or network.'), insert: '{ipaddr, "${1:127.0.0.1}"}' },
  ipaddrs: { doc: t('Clients from one of these addresses or networks.'), insert: '{ipaddrs, ["${1:127.0.0.1}"]}' },
  and: { doc: t('Clients that meet all of the conditions.'), insert: "{'and', [$0]}" },
  or: { doc: t('Clients that meet one of the conditions.'), insert: "{'or', [$0]}" },
  client_attr: {
    doc: t('Clients with this value of an attribute, from 5.8.5 on.'),
    insert: '{client_attr, "${1:name}", "${2:value}"}',
    since5: true,
  },
  zone: { doc: t('Clients of listeners of this zone, from 5.9 on.'), insert: '{zone, "${1:default}"}', since5: true },
  listener: {
    doc: t('Clients of this listener, from 5.9 on.'),
    insert: '{listener, "${1:ssl:default}"}',
    since5: true,
  },
  security_profile: {
    doc: t('Every client, where the node runs with this security profile, from 6.3 on.'),
    insert: '{security_profile, ${1|legacy,hardened|}}',
    since5: true,
  },
};

const ACTIONS: Readonly<Record<string, Word>> = {
  publish: { doc: t('Sending messages to the topics.') },
  subscribe: { doc: t('Asking for messages of the topics.') },
  all: { doc: t('Publishing and subscribing.'), since5: true },
  pubsub: { doc: t('Publishing and subscribing; 5.x calls it “all”.'), until4: true },
};

const TOPICS: Readonly<Record<string, Word>> = {
  '${username}': { doc: t('The user name of the client.'), since5: true },
  '${clientid}': { doc: t('The id of the client, which clients choose themselves.'), since5: true },
  '%u': { doc: t('The user name of the client.'), until4: true },
  '%c': { doc: t('The id of the client, which clients choose themselves.'), until4: true },
  eq: { doc: t('This filter itself, with its wildcards, and nothing that it matches.'), insert: '{eq, "${1:#}"}' },
};

const MEMBERS = [PERMISSIONS, WHO, ACTIONS, TOPICS];

function complete(tree: Tree, offset: number, version: string): readonly Completion[] {
  const start = lineStart(tree.text, offset);
  const typed = tree.text.slice(start, offset);
  if (typed.includes('%%') || /^\s*%/.test(typed)) return [];
  const old = generationOf(tree) === '4';
  const word = /[\w${%]*$/.exec(/"[^"]*$/.test(typed) ? typed : typed.replace(/.*[{[,(]/s, ''))?.[0] ?? '';
  const range = { start: offset - word.length, end: offset };
  if (!/^\s*\{/.test(typed)) return rules(range);
  return Object.entries(MEMBERS[Math.min(membersBefore(typed), 3)] ?? {})
    .filter(([label, { since5, until4 }]) => (old ? !since5 : !until4 && !isBefore(version, SINCE[label] ?? '')))
    .map(([label, { doc, insert }]) => ({
      label,
      kind: 'value' as const,
      range,
      insert: insert ?? label,
      ...(insert ? { snippet: true } : {}),
      doc,
    }));
}

function rules(range: Completion['range']): Completion[] {
  return Object.entries(PERMISSIONS).map(([label, { doc }]) => ({
    label,
    kind: 'directive' as const,
    range,
    insert: `{${label}, \${1:all}, \${2|publish,subscribe,all|}, ["\${3:topic}"]}.`,
    snippet: true,
    doc,
  }));
}

/** Commas of the rule itself, those in tuples and lists aside. */
function membersBefore(typed: string): number {
  let depth = 0;
  let commas = 0;
  for (const character of typed.replace(/"[^"]*"?/g, '')) {
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === ',' && depth === 1) commas++;
  }
  return commas;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function describe({ text, entries }: Tree, offset: number): Description | undefined {
  const entry = entries.find(({ range }) => range.start <= offset && offset <= range.end);
  if (!entry) return undefined;
  for (const match of text.slice(entry.range.start, entry.range.end).matchAll(/\$\{\w+\}|%[cu]|[a-z_]+/g)) {
    const start = entry.range.start + match.index;
    const range = { start, end: start + match[0].length };
    if (offset < range.start || offset > range.end) continue;
    const doc = MEMBERS.map((words) => words[match[0]]?.doc).find(Boolean);
    if (doc) return { range, title: match[0], doc, facts: [] };
  }
  return undefined;
}

function outline({ text, entries }: Tree): readonly OutlineItem[] {
  return entries.map(
    ({ path, key, value, range }: Entry): OutlineItem => ({
      name: path[0] || text.slice(range.start, Math.min(range.end, range.start + 30)),
      detail: text
        .slice(key.end, value.range.end)
        .replace(/^\s*,\s*|\}$/g, '')
        .slice(0, 80),
      kind: 'directive',
      range,
      selection: key,
      children: [],
    }),
  );
}
