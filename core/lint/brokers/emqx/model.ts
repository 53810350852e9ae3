import { NO_DRAFTS } from '../../empty-model';
import { childOf, isTrue, merge, textOf } from '../../hocon-view';
import type { Workspace } from '../../load';
import type { BrokerModel } from '../../model';
import { find, type HoconNode } from '../../syntax/hocon-resolve';
import { accessFacts, secretsOf } from './access';
import { administrationOf, dashboardListeners, guessableDashboard } from './administration';
import { overridden } from './effective';
import { accessListFacts } from './files/languages';
import { isUnread } from './flavour';
import { gatewayListeners } from './gateways';
import { languageDrafts, syntaxErrors } from './language';
import { limitsOf } from './limits';
import { listenersOf, type Scope } from './listeners';
import { loggingOf } from './logging';
import { outgoingOf } from './outgoing';
import { indexReferences } from './references';
import { remoteCalls, upstreamsOf } from './upstreams';
import { guessableSeed, nodeFiles } from './written';

export function emqxModel(workspace: Workspace): BrokerModel {
  const { broker, version, versionAssumed, root, trees, now, expiryDays, references } = workspace;
  const base = { broker, version, versionAssumed, root, trees, now, expiryDays, references };
  const resolved = merge(workspace);
  const main = trees.find((tree) => tree.file === root);
  if (!resolved || !main || isUnread(main)) {
    const language = { ...NO_DRAFTS, 'syntax-error': main ? syntaxErrors([main]) : [] };
    return { ...base, fragment: true, listeners: [], outgoing: [], language };
  }
  const fragment = isFragment(workspace) || (!find(resolved.root, ['listeners']) && !find(resolved.root, ['node']));
  const scope: Scope = { root: resolved.root, version, fragment, references: indexReferences(references) };
  const access = accessFacts(scope);
  return {
    ...base,
    fragment,
    listeners: [...listenersOf(scope), ...gatewayListeners(scope), ...dashboardListeners(scope)],
    ...administrationOf(scope),
    ...access,
    guessable: [...(access.guessable ?? []), ...guessableDashboard(scope), ...guessableSeed(resolved.root)],
    ...accessListFacts(workspace.namedFiles ?? [], {
      generation: '5',
      version: versionAssumed ? undefined : version,
      clientIdsProven: fragment ? undefined : provesClientIds(resolved.root),
      ...fillsInWildcards(resolved.root),
    }),
    ...limitsOf(resolved.root),
    logging: loggingOf(resolved.root),
    ...nodeFiles(resolved.root, fragment),
    // EMQX writes `cluster.hocon` itself, and examples hold no secrets.
    secrets: fragment ? [] : secretsOf(resolved.root),
    fileModes: workspace.fileModes,
    outgoing: [...outgoingOf(scope), ...upstreamsOf(scope), ...remoteCalls(scope)],
    overridden: overridden(resolved.root),
    language: { ...NO_DRAFTS, ...languageDrafts(workspace, resolved, fragment) },
  };
}

/** Nobody takes another client's id: it is the user name, or stands in the certificate. */
function provesClientIds(root: HoconNode): boolean {
  const asked = textOf(childOf(root, 'mqtt', 'peer_cert_as_clientid'));
  return isTrue(childOf(root, 'mqtt', 'use_username_as_clientid')) || (asked !== undefined && asked !== 'disabled');
}

/** Where the release has the option, it closes the door unless told otherwise. */
function fillsInWildcards(root: HoconNode): { readonly fillsInWildcards?: true } {
  const allowed = childOf(root, 'authorization', 'topic_template_allow');
  return ['plus', 'hash'].some((name) => isTrue(childOf(allowed, name))) ? { fillsInWildcards: true } : {};
}

/** Files that EMQX always reads together with others, and the examples of a package. */
function isFragment({ fragment, root }: Workspace): boolean {
  return fragment || /(?:^|\/)(?:base|cluster)[^/]*\.hocon$|\.example$|(?:^|\/)(?:etc\/examples|conf\.d)\//.test(root);
}
