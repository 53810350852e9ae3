import { type Message, t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import type { Edit } from '../../../source';
import { isList, isTuple, word } from '../../../syntax/erlang-terms';
import type { Entry, Range, Tree, Value } from '../../../tree';
import { isBefore } from '../schema-version';

/** Which generation reads the list: their words for actions, clients and placeholders differ. */
export type Generation = '4' | '5';

const ACTIONS: Readonly<Record<Generation, readonly string[]>> = {
  '4': ['pubsub', 'publish', 'subscribe'],
  '5': ['all', 'publish', 'subscribe'],
};

/** Those whose argument is one text; `user` and `client` are what 4.x called them, and still understood. */
const WHO: Readonly<Record<Generation, readonly string[]>> = {
  '4': ['user', 'client', 'ipaddr'],
  '5': ['username', 'clientid', 'user', 'client', 'ipaddr', 'zone', 'listener', 'security_profile'],
};

/** Conditions that only later releases take (emqx/emqx pull requests 14665 and 14979, change notes of 6.3). */
export const SINCE: Readonly<Record<string, string>> = {
  client_attr: '5.8.5',
  zone: '5.9',
  listener: '5.9',
  security_profile: '6.3',
};

/** `pubsub` is a word of 4.x alone, and so are `%c` and `%u` where no word of 5.x stands beside them. */
export function generationOf({ entries, text }: Tree): Generation {
  if (entries.some(({ value }) => value.kind === 'array' && word(value.items[1]) === 'pubsub')) return '4';
  const own = entries.map(({ range }) => text.slice(range.start, range.end)).join('\n');
  const newer = /\b(?:username|clientid)\b|\$\{|, *all *,/.test(own);
  return /["/]%[cu]["/]/.test(own) && !newer ? '4' : '5';
}

/** What `emqx_authz_rule:compile/1` (5.x) or `emqx_access_rule:compile/1` (4.x) refuses. */
export function ruleProblems(
  tree: Tree,
  { generation, version }: { readonly generation: Generation; readonly version?: string | undefined },
): Draft[] {
  const out: Draft[] = [];
  for (const entry of tree.entries) checkRule({ tree, generation, version, out }, entry);
  return out;
}

interface Checking {
  readonly tree: Tree;
  readonly generation: Generation;
  /** Undefined: every word is taken that some version knows. */
  readonly version: string | undefined;
  readonly out: Draft[];
}

function report({ tree, out }: Checking, { start, end }: Range, message: Message, change?: string): undefined {
  const at = { file: tree.file, start, end };
  const edits: Edit[] = change === undefined ? [] : [{ span: at, text: change }];
  const title = t('Change to {word}', { word: change ?? '' });
  out.push({ at, message, fixes: edits.length > 0 ? [{ title, edits, safe: true }] : [] });
}

function checkRule(checking: Checking, { path, key, value, range }: Entry): undefined {
  const [permission = ''] = path;
  if (permission === '' || value.kind !== 'array') {
    return report(checking, range, t('a rule is a tuple: allow or deny, who, what, and a list of topics'));
  }
  if (permission !== 'allow' && permission !== 'deny') {
    const meant = nearest(permission, ['allow', 'deny']);
    return report(checking, key, t('a rule begins with allow or deny, not “{word}”', { word: permission }), meant);
  }
  const [who, action, topics, ...more] = value.items;
  if (!action && who) return checkAlone(checking, who);
  if (!who || !action || !topics || more.length > 0) {
    return report(
      checking,
      range,
      t('a rule has two or four members: the permission and “all”, or the permission, who, what and topics'),
    );
  }
  checkWho(checking, who);
  checkAction(checking, action);
  checkTopics(checking, topics);
}

/** `{allow, all}`, or from 6.3 on `{allow, {security_profile, legacy}}`. */
function checkAlone(checking: Checking, who: Value): undefined {
  const profile = isTuple(checking.tree, who) && word(who.items[0]) === 'security_profile';
  if (word(who) === 'all') return;
  if (profile && checking.generation === '5') return checkWho(checking, who);
  report(checking, who.range, t('a rule of two members is for all; else what and the topics must follow'));
}

function checkWho(checking: Checking, who: Value): undefined {
  if (word(who) === 'all') return;
  const { tree, generation } = checking;
  if (!isTuple(tree, who)) {
    return report(
      checking,
      who.range,
      t('who is “all” or a tuple such as {example}', { example: '{username, "name"}' }),
    );
  }
  const [head, argument, ...rest] = who.items;
  const kind = word(head) ?? '';
  if (kind === 'and' || kind === 'or' || kind === 'ipaddrs') {
    if (argument?.kind !== 'array' || rest.length > 0) {
      return report(checking, who.range, t('“{word}” wants one list', { word: kind }));
    }
    if (kind !== 'ipaddrs') for (const item of argument.items) checkWho(checking, item);
    return;
  }
  const since = generation === '5' ? SINCE[kind] : undefined;
  if (since !== undefined && checking.version !== undefined && isBefore(checking.version, since)) {
    return report(
      checking,
      (head ?? who).range,
      t('“{word}” is known from EMQX {version} on', { word: kind, version: since }),
    );
  }
  if (kind === 'client_attr' && generation === '5') {
    if (rest.length !== 1) report(checking, who.range, t('“{word}” wants a name and a value', { word: kind }));
    return;
  }
  if (!WHO[generation].includes(kind)) {
    const meant = nearest(kind, WHO[generation]);
    return report(
      checking,
      (head ?? who).range,
      t('“{word}” is no kind of client that EMQX knows', { word: kind }),
      meant,
    );
  }
  if (!argument || rest.length > 0) report(checking, who.range, t('“{word}” wants one text', { word: kind }));
}

function checkAction(checking: Checking, action: Value): undefined {
  const { tree, generation } = checking;
  const name = word(isTuple(tree, action) && generation === '5' ? action.items[0] : action);
  const words = ACTIONS[generation];
  if (name === undefined || !words.includes(name)) {
    const meant = name === undefined ? undefined : nearest(name, words);
    const args = { word: name ?? '', words: words.join(', ') };
    return report(checking, action.range, t('“{word}” is no action: write one of {words}', args), meant);
  }
  const options = action.kind === 'array' ? action.items[1] : undefined;
  if (options?.kind === 'array') for (const option of options.items) checkOption(checking, option);
}

function checkOption(checking: Checking, option: Value): undefined {
  if (option.kind !== 'array') return;
  const [name, value] = option.items;
  const levels = value?.kind === 'array' ? value.items : [value];
  const wrongLevel = levels.find((level) => !/^[012]$/.test(word(level) ?? ''));
  if (word(name) === 'qos' && wrongLevel) report(checking, wrongLevel.range, t('qos is 0, 1 or 2'));
  if (word(name) === 'retain' && value && !/^(?:true|false|all)$/.test(word(value) ?? '')) {
    report(checking, value.range, t('retain is true, false or all'));
  }
}

function checkTopics(checking: Checking, topics: Value): undefined {
  if (!isList(checking.tree, topics)) {
    // The compiler would take the letters of a single text for so many topics.
    const isBinary = checking.tree.text.startsWith('<<', topics.range.start);
    if (checking.generation === '5' ? word(topics) === 'all' : isBinary) return;
    return report(checking, topics.range, t('topics are a list: ["one", "another"]'));
  }
  for (const topic of topics.items) if (topic.kind === 'scalar') checkPlaceholder(checking, topic);
}

const PLACEHOLDERS: Readonly<Record<string, string>> = { '%c': '${clientid}', '%u': '${username}' };

/** `%c` is a placeholder in 4.x, and two letters in 5.x. */
function checkPlaceholder(checking: Checking, { range }: Value): undefined {
  if (checking.generation === '4') return;
  const text = checking.tree.text.slice(range.start, range.end);
  for (const match of text.matchAll(/(?<=["/])%[cu](?=["/])/g)) {
    const start = range.start + match.index;
    const name = PLACEHOLDERS[match[0]] ?? '';
    const message = t('EMQX 5 takes “{old}” for letters; the placeholder is {name}', { old: match[0], name });
    const at = { file: checking.tree.file, start, end: start + 2 };
    const title = t('Change to {word}', { word: name });
    // Taken as it is, and so no reason not to start.
    const fixes = [{ title, edits: [{ span: at, text: name }], safe: false }];
    checking.out.push({ at, message, level: 'warning', kind: 'correctness', fixes });
  }
}
