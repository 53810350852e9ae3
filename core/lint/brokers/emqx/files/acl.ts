import type { Draft } from '../../../finding';
import type { AccessList, AccessRule, AccessSubject, FirstMatch } from '../../../model';
import type { Span } from '../../../source';
import { isList, isTuple, word } from '../../../syntax/erlang-terms';
import { coversFilter } from '../../../syntax/topic-cover';
import type { Entry, Range, Tree, Value } from '../../../tree';
import { type Generation, ruleProblems } from './acl-check';

/** How the list is read. */
export interface Reading {
  readonly generation: Generation;
  /** The user's own choice; undefined where none was made. */
  readonly version?: string | undefined;
  readonly clientIdsProven?: boolean | undefined;
  /** A release that knows `topic_template_allow` is told to fill in any name, as all before it do. */
  readonly fillsInWildcards?: boolean;
}

const NAMES: Readonly<Record<Generation, readonly string[]>> = {
  '4': ['%u', '%c'],
  '5': ['${username}', '${clientid}'],
};

/** What the terms mean; the first one that matches decides. */
export function accessListOf(tree: Tree, reading: Reading, opened: boolean): AccessList {
  const rules: AccessRule[] = [];
  const unreached: { at: Span; by: Span }[] = [];
  let catchAll: FirstMatch['catchAll'];
  for (const entry of tree.entries) {
    const own = rulesOf(tree, entry);
    const by =
      catchAll && own.every(({ filter }) => !filter.startsWith('$')) ? catchAll.span : decidedBy(own, entry, rules);
    if (by) {
      unreached.push({ at: spanOf(tree, entry.range), by });
      continue;
    }
    rules.push(...own);
    if (!catchAll && isCatchAll(tree, entry)) catchAll = catchAllOf(tree, entry);
  }
  return {
    file: tree.file,
    rules,
    users: [],
    opened,
    problems: [...syntaxProblems(tree, opened), ...withKind(ruleProblems(tree, reading), opened)],
    anonymousClients: undefined,
    clientIdsProven: reading.clientIdsProven,
    unguarded: reading.fillsInWildcards || !reading.version?.startsWith('6.') ? NAMES[reading.generation] : [],
    knownUsers: undefined,
    firstMatch: { unreached, ...(catchAll ? { catchAll } : {}) },
  };
}

/** The rule above that decides all of an entry: for everybody or the same user, and for every topic of it. */
function decidedBy(own: readonly AccessRule[], { value }: Entry, above: readonly AccessRule[]): Span | undefined {
  const topics = value.kind === 'array' ? value.items[2] : undefined;
  // A topic that is compared letter by letter is no rule of the model.
  if (own.length === 0 || topics?.kind !== 'array' || topics.items.length !== own.length) return undefined;
  const deciding = own.map((one) => above.find((other) => decides(other, one)));
  return deciding.every((other) => other !== undefined) ? deciding[0]?.at : undefined;
}

function decides(above: AccessRule, one: AccessRule): boolean {
  const { subject } = above;
  const sameUser = subject.kind === 'user' && one.subject.kind === 'user' && subject.name === one.subject.name;
  if (subject.kind !== 'everyone' && !sameUser) return false;
  const acts = above.actions === 'readwrite' || above.actions === one.actions;
  return acts && coversFilter(above.filter, one.filter);
}

function spanOf({ file }: Tree, { start, end }: Range): Span {
  return { file, start, end };
}

/** `{allow, all}`. */
function isCatchAll(tree: Tree, { path, value }: Entry): boolean {
  if (value.kind !== 'array' || (path[0] !== 'allow' && path[0] !== 'deny')) return false;
  const [who, action, topics] = value.items;
  if (word(who) !== 'all') return false;
  if (value.items.length === 1) return true;
  const everything = topics !== undefined && isList(tree, topics) && topics.items.some(isEverything);
  return /^(?:all|pubsub)$/.test(word(action) ?? '') && everything;
}

function isEverything(value: Value): boolean {
  return value.kind === 'scalar' && value.quoted && value.text === '#';
}

function catchAllOf(tree: Tree, { path, key, range }: Entry): NonNullable<FirstMatch['catchAll']> {
  const span = spanOf(tree, key);
  return {
    value: path[0] === 'allow' ? 'allow' : 'deny',
    span: spanOf(tree, range),
    explicit: true,
    set: (value) => [{ span, text: value }],
  };
}

function rulesOf(tree: Tree, { path, key, value }: Entry): AccessRule[] {
  const [permission] = path;
  if (value.kind !== 'array' || (permission !== 'allow' && permission !== 'deny')) return [];
  const [who, action, topics] = value.items;
  if (!who || topics?.kind !== 'array') return [];
  // Limited to a QoS or to retained messages it is not what it seems: nothing is concluded from it.
  const actions = ACTIONS[word(action) ?? ''];
  if (actions === undefined) return [];
  const base = {
    subject: subjectOf(tree, who),
    permission,
    actions,
    keyword: spanOf(tree, key),
    under: undefined,
  } as const;
  return topics.items.flatMap((topic) =>
    topic.kind === 'scalar' ? [{ ...base, filter: topic.text, at: spanOf(tree, topic.range) }] : [],
  );
}

const ACTIONS: Readonly<Record<string, AccessRule['actions']>> = {
  all: 'readwrite',
  pubsub: 'readwrite',
  publish: 'write',
  subscribe: 'read',
};

function subjectOf(tree: Tree, who: Value): AccessSubject {
  if (word(who) === 'all') return { kind: 'everyone' };
  const [head, argument] = isTuple(tree, who) ? who.items : [];
  const kind = word(head);
  if ((kind === 'user' || kind === 'username') && argument?.kind === 'scalar')
    return { kind: 'user', name: argument.text };
  const clientId = (kind === 'client' || kind === 'clientid') && argument?.kind === 'scalar';
  return {
    kind: 'condition',
    clientId,
    local: kind === 'ipaddr' && argument?.kind === 'scalar' && /^127\./.test(argument.text),
  };
}

function syntaxProblems(tree: Tree, opened: boolean): Draft[] {
  return tree.errors.flatMap(({ range, message, fatal, fix }) => {
    if (!fatal) return [];
    const edits = fix?.edits.map((edit) => ({ span: spanOf(tree, edit.range), text: edit.text })) ?? [];
    const draft: Draft = {
      at: spanOf(tree, range),
      message,
      fixes: fix ? [{ title: fix.title, edits, safe: fix.safe }] : [],
    };
    return withKind([draft], opened);
  });
}

/** EMQX reads the list when it starts, and does not start with one that it cannot read. */
function withKind(drafts: readonly Draft[], opened: boolean): Draft[] {
  return drafts.map((draft) => (opened ? { kind: 'fatal', ...draft } : draft));
}
