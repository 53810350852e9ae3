import { type Catalogue, format, type Message, t } from '../../../../facts/message';
import type { Workspace } from '../../../load';
import type { Translation } from '../../../migration';
import { quoteText } from '../../../syntax/hocon-errors';
import { parseBind, writeBind } from '../bind';
import { generationOf } from '../files/acl-check';
import { translateAccessList } from '../files/acl-translate';
import { isSecret } from '../secret-names';
import { BROKER, DASHBOARD } from './option-table';
import { access } from './translate-access';
import { authenticators } from './translate-authenticators';
import { globalLimits } from './translate-limits';
import { listeners, tls } from './translate-listeners';
import { logging } from './translate-log';
import { options } from './translate-options';
import { programs } from './translate-programs';
import { type View, viewOf } from './view';
import { put, putText, take, type Writing } from './writing';

/**
 * A flat file of EMQX 4.x as HOCON of 5.x: listeners, TLS, limits, access, node and dashboard; the rest is named with the
 * reason. What a template decides becomes the safe value. Comments are in the language of the catalogue.
 */
export function translateFlat(workspace: Workspace, catalogue?: Catalogue): Translation | undefined {
  const tree = workspace.trees.find(({ file }) => file === workspace.root);
  if (tree?.dialect !== 'flat') return undefined;
  const say = (message: Message) => format(message, catalogue);
  const writing: Writing = { view: viewOf(tree), lines: [], used: new Set(), say };
  globalLimits(writing);
  listeners(writing);
  authenticators(writing);
  access(writing);
  node(writing);
  options(writing, BROKER);
  logging(writing);
  programs(writing);
  dashboard(writing);
  const left = [...writing.view.options.keys()].flatMap((option) =>
    writing.used.has(option) ? [] : [{ option, reason: reasonFor(option) }],
  );
  const notes = left.map(({ option, reason }) => `# ${commentFor(writing.view, option)}: ${say(reason)}`);
  const tail = notes.length > 0 ? ['', `# ${say(LEFT)}`, ...notes] : [];
  const lines = [`# ${say(HEAD)}`, '', ...writing.lines, ...tail, ...accessLists(workspace, say)];
  return { text: `${lines.join('\n')}\n`, languageId: 'emqx', left };
}

const HEAD = t('Translated from a flat file of EMQX 4.x; check it before use, above all who may connect');
const LEFT = t('Not translated');

/** The list keeps its place, and 5.x would read other words in it than 4.x does. */
function accessLists({ namedFiles = [] }: Workspace, say: (message: Message) => string): string[] {
  return namedFiles.flatMap(({ role, tree, references }) => {
    if (role !== 'acl-file' || !tree || generationOf(tree) !== '4') return [];
    return [
      '',
      `# ${say(t('{path} in the words of 5.x', { path: references[0]?.path ?? '' }))}`,
      ...commented(translateAccessList(tree)),
    ];
  });
}

function commented(text: string): string[] {
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => `# ${line}`.trimEnd());
}

function node(writing: Writing): void {
  const name = take(writing, 'node.name');
  if (name !== undefined && /^[\w-]+@[\w.-]+$/.test(name)) put(writing, 'node.name', quoteText(name));
}

function dashboard(writing: Writing): void {
  for (const type of ['http', 'https']) {
    const name = `dashboard.listener.${type}`;
    const bind = parseBind(take(writing, name) ?? '');
    if (!bind) continue;
    const path = `dashboard.listeners.${type}`;
    put(writing, `${path}.bind`, writeBind(bind));
    options(writing, DASHBOARD, `${name}.`, `${path}.`);
    if (type === 'https') tls(writing, name, `${path}.ssl_options`);
  }
  putText(writing, 'dashboard.default_user.login', 'dashboard.default_username');
  putText(writing, 'dashboard.default_user.password', 'dashboard.default_password');
}

/** A secret's value is not repeated in a comment. */
function commentFor({ options }: View, option: string): string {
  const path = options.get(option)?.path ?? [];
  const value = options.get(option)?.value;
  const shown = value?.kind !== 'scalar' || isSecret(path) ? '…' : value.text.replace(/[\0-\x1f]/g, ' ');
  return `${option} = ${shown}`;
}

const REASONS: readonly (readonly [RegExp, Message])[] = [
  [
    /^listener\.wss?\.[^.]+\.access\./,
    t('rules on addresses have no effect on WebSocket listeners, in 4.x and in 5.x'),
  ],
  [/^auth\.(?:user|client)\./, t('in 5.x users are imported into the built-in database, from a file of hashes')],
  [
    /^auth\.[^.]+\.(?:acl_|super_)/,
    t('in 5.x a member of the list “authorization.sources”, with a query of another form'),
  ],
  [/^auth\./, t('authenticators of 5.x are set up in the list “authentication”, with queries of another form')],
  [/^zone\.[^.]+\.(?:enable_acl|acl_nomatch|acl_deny_action)$/, t('in 5.x for all zones: “authorization”')],
  [/^(?:zone|mqtt)\./, t('limits stand in the blocks “mqtt” and “zones” in 5.x')],
  [/peer_cert_as_/, t('in 5.x for all listeners: mqtt.peer_cert_as_username, mqtt.peer_cert_as_clientid')],
  [/^management\./, t('5.x has one API, on the port of the dashboard, with keys of its own')],
  [/^(?:cluster|rpc)\./, t('compare with the blocks “cluster” and “rpc” of 5.x')],
  [/^log\./, t('5.x logs as the block “log” says')],
  [/^(?:plugins|module|modules|loaded_)/, t('plugins and modules of 4.x are parts of 5.x now')],
];

function reasonFor(option: string): Message {
  return REASONS.find(([pattern]) => pattern.test(option))?.[1] ?? t('no counterpart in 5.x is known here');
}
