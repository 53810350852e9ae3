import type { Workspace } from '../../load';
import type { BrokerModel, FileReference } from '../../model';
import { outgoingOf } from './bridges';
import { brokerWide } from './broker-wide';
import { fallbackState } from './fallback';
import { namedFileFacts } from './files/model';
import { surroundingsOf } from './files/surroundings';
import { languageOf } from './language/index';
import { type Block, lastOf } from './lines';
import { listenersOf } from './listeners';
import { referenceOf, referencesOf } from './references';
import { type Reading, readScopes } from './scopes';
import { atLeast } from './version';

/** What the configuration means to the Mosquitto version in question. */
export function mosquittoModel(workspace: Workspace): BrokerModel {
  const { broker, version, versionAssumed, root, trees, now, expiryDays } = workspace;
  const reading = readScopes(workspace);
  const fragment = workspace.fragment || isFragment(workspace, reading) || hasUnreadIncludes(workspace);
  const loaded = loadedReferences(workspace, reading);
  const start = { file: root, start: 0, end: 0 };
  const model: BrokerModel = {
    broker,
    version,
    versionAssumed,
    root,
    trees,
    fragment,
    now,
    expiryDays,
    listeners: listenersOf({ reading, fragment, loaded, start }),
    outgoing: outgoingOf(reading.bridges, { version, loaded }),
    references: referencesOf(reading).map(loaded),
    language: languageOf(reading, workspace, fragment),
    ...brokerWide(reading, workspace, start),
  };
  const named = (workspace.namedFiles ?? []).map((file) => ({ ...file, references: file.references.map(loaded) }));
  return { ...model, ...namedFileFacts(named, surroundingsOf(model, reading)) };
}

/** A file of a `conf.d` that opens no port is a piece of the configuration above it, not one of its own. */
function isFragment({ root, trees }: Workspace, { listeners, fallback }: Reading): boolean {
  if (!/[\\/][^\\/]*(?:conf|mosquitto)\.d[\\/][^\\/]+$/i.test(decoded(root))) return false;
  if (listeners.length > 0 || lastOf(fallback.lines, 'port') || lastOf(fallback.lines, 'bind_address')) return false;
  return !trees[0]?.entries.some(({ path }) => path[0] === 'include_dir');
}

/** The other files may open the listeners and say who may connect. */
function hasUnreadIncludes({ includes }: Workspace): boolean {
  return includes.some(({ problem }) => problem !== undefined);
}

function decoded(file: string): string {
  return file.replace(/%2f/gi, '/');
}

/** References with what the loader found, and with `fatal` as it is for this version and this listener. */
function loadedReferences(workspace: Workspace, reading: Reading): (reference: FileReference) => FileReference {
  const key = ({ at }: FileReference): string => `${at.file}\n${at.start}`;
  const targets = new Map(workspace.references.map((reference) => [key(reference), reference.target]));
  const unopened = new Set(unopenedFiles(reading).map(key));
  return (reference) => ({
    ...reference,
    fatal: reference.fatal && !unopened.has(key(reference)),
    target: targets.get(key(reference)),
  });
}

/** Files named on listeners that never open them. */
function unopenedFiles(reading: Reading): readonly FileReference[] {
  const opened = fallbackState(reading, false);
  const closed = opened === 'none' || opened === 'local';
  return [...reading.listeners, reading.fallback].flatMap((block) => {
    const tls = hasCertificate(block, reading.version);
    const http = atLeast(reading.version, '2.1.0') || lastOf(block.lines, 'protocol')?.text.startsWith('websockets');
    return block.lines.flatMap((line) => {
      const directive = line.found?.directive;
      const unused = (directive?.tls && directive.scope === 'listener' && !tls) || (line.name === 'http_dir' && !http);
      const reference = unused || (closed && block.kind === 'default') ? referenceOf(line) : undefined;
      return reference ? [reference] : [];
    });
  });
}

/** Only then the broker reads the TLS files of the listener. */
function hasCertificate({ lines }: Block, version: string): boolean {
  const has = (name: string): boolean => lastOf(lines, name) !== undefined;
  return has('certfile') && has('keyfile') && (atLeast(version, '2.0.0') || has('cafile') || has('capath'));
}
