import type { Workspace } from '../../load';
import type { BrokerModel, FileReference } from '../../model';
import { withoutNulLine } from '../../syntax/nul';
import { outgoingOf } from './bridges';
import { brokerWide } from './broker-wide';
import { fallbackState } from './fallback';
import { namedFileFacts } from './files/model';
import { surroundingsOf } from './files/surroundings';
import { languageOf } from './language/index';
import { type Block, type Line, lastOf } from './lines';
import { listenersOf } from './listeners';
import { referenceOf } from './references';
import { type Reading, readScopes } from './scopes';
import { atLeast } from './version';

/** What the configuration means to the Mosquitto version in question. */
export function mosquittoModel(given: Workspace): BrokerModel {
  const workspace = asRead(given);
  const { broker, version, versionAssumed, root, trees, now, expiryDays } = workspace;
  const reading = readScopes(workspace);
  const fragment = workspace.fragment || isFragment(workspace, reading) || hasUnreadIncludes(workspace);
  const files = namedFiles(workspace, reading);
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
    listeners: listenersOf({ reading, fragment, files, start }),
    outgoing: outgoingOf(reading.bridges, { version, files }),
    references: [...files.values()],
    language: languageOf(reading, workspace, fragment),
    ...brokerWide(reading, workspace, start),
  };
  const loaded = new Map([...files.values()].map((reference) => [placeOf(reference), reference]));
  const named = (workspace.namedFiles ?? []).map((file) => ({
    ...file,
    references: file.references.map((reference) => loaded.get(placeOf(reference)) ?? reference),
  }));
  return { ...model, ...namedFileFacts(named, surroundingsOf(model, reading)) };
}

/** The parser does not know the version, which tells how far a file with a NUL byte is read. */
function asRead(workspace: Workspace): Workspace {
  if (!atLeast(workspace.version, '2.1.0')) return workspace;
  return { ...workspace, trees: workspace.trees.map(withoutNulLine) };
}

function placeOf({ at }: FileReference): string {
  return `${at.start} ${at.file}`;
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

/** Every file that is named, by its line; with what the loader found, and `fatal` for this version and listener. */
function namedFiles(workspace: Workspace, reading: Reading): ReadonlyMap<Line, FileReference> {
  const targets = targetsByPlace(workspace.references);
  const unopened = unopenedFiles(reading);
  const files = new Map<Line, FileReference>();
  for (const line of reading.lines) {
    const reference = referenceOf(line);
    if (!reference) continue;
    const { role, option, path, at, templated } = reference;
    const fatal = reference.fatal && !unopened.has(line);
    const target = targets.get(at.file)?.get(at.start);
    const refusesLinks = (LINKS_REFUSED.has(role) && atLeast(workspace.version, '2.1.0')) || undefined;
    files.set(line, { role, option, path, at, fatal, templated, target, ...(refusesLinks && { refusesLinks }) });
  }
  return files;
}

/** What `mosquitto__fopen` reads with `restrict_read`, since 2.1.0. */
const LINKS_REFUSED: ReadonlySet<FileReference['role']> = new Set(['acl-file', 'password-file', 'psk-file']);

type Targets = ReadonlyMap<string, ReadonlyMap<number, FileReference['target']>>;

/** By file and offset: the loader read the lines without regard to the version, so they are others. */
function targetsByPlace(references: readonly FileReference[]): Targets {
  const files = new Map<string, Map<number, FileReference['target']>>();
  for (const { at, target } of references) {
    const places = files.get(at.file) ?? new Map<number, FileReference['target']>();
    files.set(at.file, places.set(at.start, target));
  }
  return files;
}

/** Lines that name files, on listeners that never open them. */
function unopenedFiles(reading: Reading): ReadonlySet<Line> {
  const opened = fallbackState(reading, false);
  const closed = opened === 'none' || opened === 'local';
  const unopened = new Set<Line>();
  for (const block of [...reading.listeners, reading.fallback]) {
    const tls = hasCertificate(block, reading.version);
    const http = atLeast(reading.version, '2.1.0') || lastOf(block.lines, 'protocol')?.text.startsWith('websockets');
    for (const line of block.lines) {
      const directive = line.found?.directive;
      const unused = (directive?.tls && directive.scope === 'listener' && !tls) || (line.name === 'http_dir' && !http);
      if (unused || (closed && block.kind === 'default')) unopened.add(line);
    }
  }
  return unopened;
}

/** Only then the broker reads the TLS files of the listener. */
function hasCertificate({ lines }: Block, version: string): boolean {
  const has = (name: string): boolean => lastOf(lines, name) !== undefined;
  return has('certfile') && has('keyfile') && (atLeast(version, '2.0.0') || has('cafile') || has('capath'));
}
