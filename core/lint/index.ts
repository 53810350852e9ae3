import type { Broker, BrokerId } from './broker';
import { brokers } from './brokers/index.generated';
import { check } from './check';
import type { Finding } from './finding';
import { globMatcher } from './glob';
import type { Host } from './host';
import { load, type Workspace } from './load';
import type { Model } from './model';
import type { Settings } from './options';
import { rules } from './rules/index.generated';
import type { FileId } from './source';

export type * from './broker';
export * from './finding';
export { safeEdits } from './fixes';
export { matchesGlob } from './glob';
export type * from './host';
export { INCLUDE_LIMITS, type LoadedInclude, type Workspace } from './load';
export type * from './model';
export * from './options';
export type { Rule } from './rule';
export * from './source';
export type * from './tree';
export { brokers, rules };

/** Pages of the rules, one per id. */
export const RULE_PAGES = 'https://github.com/mqtt-security/mqtt-security/blob/main/docs/rules/';

export function rulePage(id: string): string {
  return `${RULE_PAGES}${id}.md`;
}

export interface AnalyzeOptions {
  readonly settings: Settings;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Absent: found by name and content. */
  readonly broker?: BrokerId;
  /** The file is known to be one piece of a larger configuration that is not here. */
  readonly fragment?: boolean;
}

/** A value: everything that is known of one configuration. Findings may lie in included files. */
export interface Analysis {
  readonly broker: Broker;
  readonly workspace: Workspace;
  readonly model: Model;
  readonly findings: readonly Finding[];
  readonly settings: Settings;
}

/** Reads, models and judges one configuration. Undefined where the file is no known broker's. Never rejects. */
export async function analyze(file: FileId, host: Host, options: AnalyzeOptions): Promise<Analysis | undefined> {
  const source = await host.read(file);
  const text = source.kind === 'text' ? source.text : '';
  const broker = brokers.find(({ id }) => id === options.broker) ?? detectBroker(file, text);
  if (!broker) return undefined;
  const { version, versionAssumed } = targetVersion(broker, options.settings);
  const workspace = await load(file, source, host, {
    broker,
    version,
    versionAssumed,
    fragment: options.fragment ?? false,
    now: options.now,
    expiryDays: options.settings.expiryDays,
  });
  const model = modelOf(workspace);
  return { broker, workspace, model, findings: check(model, rules, options.settings), settings: options.settings };
}

/** The broker whose file this is: by its name, else by a possible name and its content, else by content alone. */
export function detectBroker(path: string, text: string): Broker | undefined {
  const named = brokers.filter((broker) => hasNameOf(broker, path));
  if (named.length === 1) return named[0];
  const candidates = named.length > 0 ? named : brokers;
  return candidates.find((broker) => broker.looksLike(text)) ?? named[0];
}

const NAMES = new Map(brokers.map(({ id, fileNames }) => [id, globMatcher(fileNames)]));
const POSSIBLE_NAMES = new Map(brokers.map(({ id, maybeFileNames }) => [id, globMatcher(maybeFileNames)]));

/** The name alone makes the file this broker's. */
export function hasNameOf({ id }: Broker, path: string): boolean {
  return NAMES.get(id)?.(path) === true;
}

/** The name allows for the file to be this broker's. */
export function mayHaveNameOf({ id }: Broker, path: string): boolean {
  return POSSIBLE_NAMES.get(id)?.(path) === true;
}

function targetVersion(broker: Broker, settings: Settings): { version: string; versionAssumed: boolean } {
  const chosen = settings.versions[broker.id];
  if (chosen !== undefined && chosen !== 'auto') return { version: chosen, versionAssumed: false };
  return { version: broker.versions.at(-1) ?? '', versionAssumed: true };
}

function modelOf(workspace: Workspace): Model {
  const { includes, unreadable } = workspace;
  if (!unreadable) return { ...workspace.broker.model(workspace), includes, unreadable };
  return { ...emptyModel(workspace), includes, unreadable };
}

/** Nothing could be read, so nothing is claimed. */
function emptyModel(workspace: Workspace): Omit<Model, 'includes' | 'unreadable'> {
  const { broker, version, versionAssumed, root, trees, now, expiryDays } = workspace;
  return {
    broker,
    version,
    versionAssumed,
    root,
    trees,
    fragment: true,
    now,
    expiryDays,
    listeners: [],
    outgoing: [],
    references: [],
    language: {
      'syntax-error': [],
      'unknown-directive': [],
      'unavailable-directive': [],
      'ignored-root': [],
      'duplicate-directive': [],
      'deprecated-directive': [],
      'misplaced-directive': [],
      'misplaced-tls-option': [],
      'invalid-value': [],
    },
  };
}
