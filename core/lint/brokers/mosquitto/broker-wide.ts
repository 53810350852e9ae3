import type { Workspace } from '../../load';
import type { BrokerWide, ClientPolicy, Limits, Logging, Persistence, Setting } from '../../model';
import type { Edit, Span } from '../../source';
import { advisoriesFor } from './advisories';
import { findDirective, isAvailable } from './directives';
import { insertAbove, removeLines, replaceValue } from './edits';
import { booleanOf, integerOf, type Line, span, tokens, valueSpan } from './lines';
import type { Reading } from './scopes';
import { secretsOf } from './secrets';
import { inVersion } from './version';
import { writtenPaths } from './written';

/** What holds for the broker as a whole: options that belong to no listener and no bridge. */
export function brokerWide(reading: Reading, workspace: Workspace, start: Span): BrokerWide {
  const { lines, version } = reading;
  const byName = new Map<string, Line[]>();
  for (const line of lines) {
    if (!line.live || line.block) continue;
    const same = byName.get(line.name);
    if (same) same.push(line);
    else byName.set(line.name, [line]);
  }
  const view: WideView = { byName, version, start, first: lines[0] };
  return {
    limits: limitsOf(view),
    logging: loggingOf(view),
    persistence: persistenceOf(view),
    clients: clientsOf(view),
    account: accountOf(view),
    statusInterval: number(view, 'sys_interval'),
    written: writtenPaths(byName),
    secrets: secretsOf(reading),
    advisories: advisoriesFor(workspace),
    fileModes: workspace.fileModes,
  };
}

/** Without a line the broker takes the account `mosquitto`. */
function accountOf(view: WideView): Setting<string> {
  const read = (line: Line | undefined): string => line?.text || 'mosquitto';
  return setting(view, 'user', read, (name) => (name === 'mosquitto' ? undefined : name));
}

interface WideView {
  readonly byName: ReadonlyMap<string, readonly Line[]>;
  readonly version: string;
  /** Where to point for what is not written. */
  readonly start: Span;
  readonly first: Line | undefined;
}

function setting<T>(
  { byName, start, first, version }: WideView,
  name: string,
  read: (line: Line | undefined) => T,
  write: (value: T) => string | undefined,
): Setting<T> {
  const lines = byName.get(name) ?? [];
  const line = lines.at(-1);
  const set = (value: T): readonly Edit[] => {
    const text = write(value);
    if (text === undefined) return removeLines(lines);
    if (line) return replaceValue(line, text);
    const found = findDirective(name);
    return first && found && isAvailable(found, version) ? insertAbove(first, `${name} ${text}`) : [];
  };
  return { value: read(line), span: line ? valueSpan(line) : start, explicit: line !== undefined, set };
}

function byDefault({ version }: WideView, name: string): string | undefined {
  return inVersion(findDirective(name)?.directive.defaults, version);
}

function flag(view: WideView, name: string): Setting<boolean> {
  return setting(view, name, (line) => booleanOf(line) ?? byDefault(view, name) === 'true', String);
}

function number(view: WideView, name: string): Setting<number> {
  const read = (line: Line | undefined): number =>
    integerOf(line ? (tokens(line)[0]?.text ?? '') : (byDefault(view, name) ?? '0'), view.version) ?? 0;
  return setting(view, name, read, String);
}

/** 0 and below stand for no limit. */
function limit(view: WideView, name: string): Setting<number | undefined> {
  const all = number(view, name);
  return {
    ...all,
    value: all.value <= 0 ? undefined : all.value,
    set: (value) => (value === undefined ? all.set(0) : all.set(value)),
  };
}

function text(view: WideView, name: string): Setting<string | undefined> {
  return setting<string | undefined>(
    view,
    name,
    (line) => line?.text || undefined,
    (value) => value,
  );
}

function limitsOf(view: WideView): Limits {
  return {
    packetSize: limit(view, 'max_packet_size'),
    payloadSize: limit(view, 'message_size_limit'),
    connections: limit(view, 'global_max_connections'),
    inflightMessages: limit(view, 'max_inflight_messages'),
    queuedMessages: limit(view, 'max_queued_messages'),
    queuedBytes: limit(view, 'max_queued_bytes'),
    queuesQos0: flag(view, 'queue_qos0_messages'),
    memory: limit(view, 'memory_limit'),
    keepalive: limit(view, 'max_keepalive'),
    sessionExpiry: text(view, 'persistent_client_expiration'),
  };
}

function persistenceOf(view: WideView): Persistence {
  return {
    enabled: flag(view, 'persistence'),
    directory: text(view, 'persistence_location'),
    saveInterval: number(view, 'autosave_interval'),
  };
}

function clientsOf(view: WideView): ClientPolicy {
  return {
    checksRetainedSource: flag(view, 'check_retain_source'),
    refusesWildcardNames: flag(view, 'auth_plugin_deny_special_chars'),
    allowsEmptyIds: flag(view, 'allow_zero_length_clientid'),
    idPrefixes: text(view, 'clientid_prefixes'),
    controlApi: flag(view, 'enable_control_api'),
  };
}

const VERBOSE = new Set(['all', 'debug', 'subscribe', 'unsubscribe']);

/** `none` forgets what the lines above it asked for; the lines below add again. */
function loggingOf(view: WideView): Logging {
  const kinds = effective(view.byName.get('log_type') ?? []);
  const places = effective(view.byName.get('log_dest') ?? []);
  const silent = [kinds, places].find((lines) => lines.length === 1 && wordOf(lines[0]) === 'none');
  const published = places.find((line) => wordOf(line) === 'topic');
  return {
    silenced: silent?.[0] && span(silent[0]),
    verbose: silent ? [] : kinds.filter((line) => VERBOSE.has(wordOf(line))).map((line) => valueSpan(line)),
    published: published && span(published),
    unstamped: places.some((line) => wordOf(line) === 'file'),
    timestamps: flag(view, 'log_timestamp'),
    connections: flag(view, 'connection_messages'),
  };
}

function effective(lines: readonly Line[]): readonly Line[] {
  const none = lines.map(wordOf).lastIndexOf('none');
  return none < 0 || none === lines.length - 1 ? lines.slice(Math.max(none, 0)) : lines.slice(none + 1);
}

function wordOf(line: Line | undefined): string {
  return (line && tokens(line)[0]?.text) ?? '';
}
