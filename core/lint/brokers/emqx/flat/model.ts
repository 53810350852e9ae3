import { exposureOf } from '../../../../facts/exposure';
import { NO_DRAFTS } from '../../../empty-model';
import type { Workspace } from '../../../load';
import type { BrokerModel, GuessableSecret, Listener, ProxyVersion, Secret, Setting } from '../../../model';
import type { Edit, Span } from '../../../source';
import type { Entry } from '../../../tree';
import { parseBind } from '../bind';
import { accessListFacts } from '../files/languages';
import { askedRules } from '../listener-reach';
import { indexReferences, isTemplated } from '../references';
import { isSecret } from '../secret-names';
import { flatDrafts } from './language';
import { flatAddressRules, flatBypasses } from './listener-facts';
import { nodeFiles } from './node-files';
import { pluginAuthenticators, pluginConnections } from './plugins';
import { flatTls } from './tls';
import { isOn, keySpan, setting, spanOf, textOf, type View, viewOf, write } from './view';

/** The last release of the line, by which a flat file is judged. */
export const FLAT_VERSION = '4.4.19';

/** What a flat file of EMQX 4.x means. Plugins have files of their own, so what is absent proves little. */
export function flatModel(workspace: Workspace): BrokerModel | undefined {
  const { broker, root, trees, now, expiryDays, references, namedFiles } = workspace;
  const tree = trees.find(({ file }) => file === root);
  if (tree?.dialect !== 'flat') return undefined;
  const view = viewOf(tree, indexReferences(references));
  return {
    broker,
    version: FLAT_VERSION,
    versionAssumed: false,
    root,
    trees,
    fragment: true,
    now,
    expiryDays,
    references,
    ...accessListFacts(namedFiles ?? []),
    listeners: [...view.options.values()].flatMap((entry) => listenerOf(view, entry)),
    outgoing: pluginConnections(view),
    authenticators: pluginAuthenticators(view),
    guessable: guessable(view),
    secrets: secretsOf(view),
    policy: policyOf(view),
    ...nodeFiles(view),
    fileModes: workspace.fileModes ?? new Map(),
    language: { ...NO_DRAFTS, ...flatDrafts(view) },
  };
}

/** `listener.ssl.external`, `dashboard.listener.http`; 4.x opens none that the file does not name. */
function listenerOf(view: View, entry: Entry): Listener[] {
  const name = entry.path.join('.');
  const match = /^listener\.(tcp|ssl|ws|wss)\.[^.]+$|^(?:dashboard|management)\.listener\.(https?)$/.exec(name);
  const text = textOf(view, name);
  if (!match || text === undefined) return [];
  const kind = match[1] ?? match[2] ?? '';
  const bind = parseBind(text);
  const at = keySpan(view, entry);
  const address = bind?.address;
  return [
    {
      label: name,
      at,
      implicit: false,
      protocol: kind.startsWith('http') ? 'http' : kind.startsWith('ws') ? 'websockets' : 'mqtt',
      enabled: true,
      port: setting(view, name, bind?.port, at),
      address: setting(view, name, address, at),
      exposure: isTemplated(text) ? 'loopback' : exposureOf(address),
      proxied: isOn(view, `${name}.proxy_protocol`),
      ...reachOf(view, name, at, entry),
      tls: flatTls(view, name, entry, /^(?:ssl|wss|https)$/.test(kind)),
      anonymous: anonymousOf(view, name, entry),
      authentication: [],
      authenticationElsewhere: true,
    },
  ];
}

/** Who reaches the listener, and what is not asked about him there. */
function reachOf(
  view: View,
  name: string,
  at: Span,
  entry: Entry,
): Pick<Listener, 'addressRules' | 'unaskedAddressRules' | 'bypasses' | 'proxy' | 'proxyVersions'> {
  const protocol = /^listener\.wss?\./.test(name) ? 'websockets' : 'mqtt';
  const option = `${name}.proxy_protocol`;
  const proxy = isOn(view, option);
  const written = view.options.has(option);
  const versions: readonly ProxyVersion[] = proxy ? [1, 2] : [];
  const set = (to: readonly ProxyVersion[]) => write(view, option, to.length > 0 ? 'on' : 'off', entry);
  const known = proxy || !written || /^(?:off|false)$/.test(textOf(view, option) ?? '');
  return {
    ...askedRules(flatAddressRules(view, name), protocol),
    bypasses: flatBypasses(view, name),
    ...(proxy ? { proxy: { version: setting(view, option, 2, at), demandsTls: undefined } } : {}),
    ...(known ? { proxyVersions: setting(view, option, versions, at, set) } : {}),
  };
}

/** A zone's word goes before the global one, whose default in the schema is false. */
function anonymousOf(view: View, name: string, entry: Entry): Setting<boolean> {
  const zone = textOf(view, `${name}.zone`);
  const own = `zone.${zone}.allow_anonymous`;
  const key = zone !== undefined && view.options.has(own) ? own : 'allow_anonymous';
  const set = (value: boolean): Edit[] => (value ? [] : write(view, key, 'false', undefined));
  return setting(view, key, textOf(view, key) === 'true', keySpan(view, entry), set);
}

function policyOf(view: View): NonNullable<BrokerModel['policy']> | undefined {
  const entry = view.options.get('acl_nomatch');
  if (!entry) return undefined;
  const at = keySpan(view, entry);
  return {
    unmatchedAllowed: setting(view, 'acl_nomatch', textOf(view, 'acl_nomatch') === 'allow', at, (allowed) =>
      write(view, 'acl_nomatch', allowed ? 'allow' : 'deny', undefined),
    ),
    emptySources: undefined,
    disconnectsOnDenial: setting(view, 'acl_deny_action', textOf(view, 'acl_deny_action') !== 'ignore', at),
    cacheSeconds: { value: undefined, span: at, explicit: false, set: () => [] },
  };
}

/** What every package has. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'node.cookie': 'emqxsecretcookie',
  'dashboard.default_user.password': 'public',
  'management.default_application.secret': 'public',
  'management.application.default_secret': 'public',
};

function guessable(view: View): GuessableSecret[] {
  return Object.entries(PUBLISHED).flatMap(([option, value]) => {
    const entry = view.options.get(option);
    return entry && textOf(view, option) === value
      ? [{ option, at: spanOf(view, entry), why: 'published' as const }]
      : [];
  });
}

function secretsOf(view: View): Secret[] {
  return [...view.options.values()].flatMap((entry) => {
    const name = entry.path.join('.');
    const text = textOf(view, name);
    const secret = /(?:^|[._])(?:password|secret|cookie|key_password)$/.test(name) || isSecret(entry.path);
    if (!secret || text === undefined || isTemplated(text) || PUBLISHED[name] === text) return [];
    return [{ option: name, at: spanOf(view, entry) }];
  });
}
