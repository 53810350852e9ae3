import { emptyModel, NO_DRAFTS } from '../../empty-model';
import type { Workspace } from '../../load';
import type { BrokerModel, FileReference, NameServer, Secret } from '../../model';
import { languageDrafts } from './language';
import { isAddress, listenersOf, nameServersOf, outgoingOf } from './listeners';
import { referencesOf } from './references';
import { allDirectives, type Block, effectiveLast, hasVariable, isOn, readBlocks, spanOf, textOf } from './scopes';
import { type BrokerServer, brokerServers } from './servers';
import type { Reading } from './tls';
import { upstreamsOf } from './upstreams';

/** What stands in front of a broker. Of a file without a proxy to one nothing is claimed. */
export function nginxModel(workspace: Workspace): BrokerModel {
  const { root, trees, includes, version, fileModes } = workspace;
  const configuration = readBlocks(root, trees, includes);
  const servers = brokerServers(configuration);
  if (servers.length === 0) return emptyModel(workspace);
  const fragment = isFragment(workspace, configuration);
  const references = named(workspace, servers, configuration);
  const reading: Reading = {
    version,
    references: new Map(references.map((reference) => [`${reference.at.start} ${reference.at.file}`, reference])),
    judged: new Set(),
  };
  const parts = servers.map((server) => {
    const listeners = listenersOf(server, reading);
    return {
      listeners,
      outgoing: outgoingOf(server, listeners, reading),
      upstreams: upstreamsOf(server, listeners),
    };
  });
  return {
    ...emptyModel(workspace),
    fragment,
    listeners: parts.flatMap(({ listeners }) => listeners),
    outgoing: parts.flatMap(({ outgoing }) => outgoing),
    upstreams: parts.flatMap(({ upstreams }) => upstreams),
    references,
    nameServers: nameServers(servers),
    secrets: secretsOf(configuration),
    fileModes,
    language: { ...NO_DRAFTS, ...languageDrafts(workspace, configuration, servers, reading, fragment) },
  };
}

/** A configuration of its own has `events`, without which nginx does not start. */
function isFragment({ fragment, includes }: Workspace, { context, directives }: Block): boolean {
  if (fragment || context !== 'main' || !directives.some(({ name }) => name === 'events')) return true;
  return includes.some(({ problem }) => problem !== undefined && problem !== 'missing');
}

/** The files of other servers are none of a broker's business. */
function named(
  workspace: Workspace,
  servers: readonly BrokerServer[],
  { directives }: Block,
): readonly FileReference[] {
  const targets = new Map(workspace.references.map(({ at, target }) => [`${at.start} ${at.file}`, target]));
  const inside = new Set<string>();
  const around = [...new Set(servers.map(({ block }) => block.parent))].flatMap((block) => block?.directives ?? []);
  const all = servers.flatMap(({ block }) => [...allDirectives(block)]);
  for (const { words, tree } of [...all, ...around, ...directives.filter(({ block }) => !block)]) {
    if (words[0]) inside.add(`${words[0].range.start} ${tree.file}`);
  }
  const opened = openedForChecks(servers);
  return referencesOf(workspace.trees).flatMap((reference) => {
    const key = `${reference.at.start} ${reference.at.file}`;
    const fatal = reference.fatal || opened.has(key);
    return inside.has(key) ? [{ ...reference, fatal, target: targets.get(key) }] : [];
  });
}

/** Authorities and lists that nginx opens because somebody is checked against them. */
function openedForChecks(servers: readonly BrokerServer[]): ReadonlySet<string> {
  const found = servers.flatMap(({ block, proxies, kind }) => {
    const clients = (textOf(effectiveLast(block, 'ssl_verify_client')) ?? 'off') !== 'off';
    // In http it is opened for OCSP answers as well, whether they are asked for or not.
    const trusted = kind === 'http' || clients ? ['ssl_trusted_certificate'] : [];
    const names = [...trusted, ...(clients ? ['ssl_client_certificate', 'ssl_crl'] : [])];
    const own = effectiveLast(block, 'ssl_certificate') ? names.map((name) => effectiveLast(block, name)) : [];
    const behind = proxies.flatMap((proxy) => {
      const tls = proxy.scheme === 'https' || isOn(effectiveLast(proxy.block, 'proxy_ssl'));
      const checks = tls && isOn(effectiveLast(proxy.block, 'proxy_ssl_verify'));
      return checks ? [effectiveLast(proxy.block, 'proxy_ssl_trusted_certificate')] : [];
    });
    return [...own, ...behind].flatMap((each) =>
      each?.words[0] ? [`${each.words[0].range.start} ${each.tree.file}`] : [],
    );
  });
  return new Set(found);
}

function nameServers(servers: readonly BrokerServer[]): readonly NameServer[] {
  const resolvers = new Set(servers.flatMap(nameServersOf));
  return [...resolvers].flatMap((resolver) =>
    resolver.words
      .filter(({ text }) => isAddress(text))
      .map(({ text, range }) => ({ at: spanOf(resolver, range), address: text.replace(/(?<=[\]\d]):\d+$/, '') })),
  );
}

/** A password in a header that is sent to the broker with every request. */
function secretsOf(configuration: Block): readonly Secret[] {
  return [...allDirectives(configuration)].flatMap((directive): Secret[] => {
    const [name, value] = directive.words;
    const isSecret = directive.name === 'proxy_set_header' && name?.text.toLowerCase() === 'authorization';
    if (!isSecret || !value || hasVariable(value.text) || !/^\w+ \S/.test(value.text)) return [];
    return [{ option: `${directive.name} ${name.text}`, at: spanOf(directive, value.range) }];
  });
}
