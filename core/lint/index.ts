import { noteOlderVersion } from './assumed';
import type { Broker, BrokerId } from './broker';
import { brokers } from './brokers/index.generated';
import { check } from './check';
import { concerns } from './concerns.generated';
import { languageOf } from './detect';
import { emptyModel } from './empty-model';
import type { Finding } from './finding';
import type { Host } from './host';
import { load, type Workspace } from './load';
import type { Model } from './model';
import type { Settings } from './options';
import { withMappings } from './path-mappings';
import { rules } from './rules/index.generated';
import type { FileId } from './source';

export type * from './broker';
export { detectBroker, hasNameOf, languageOf, languages, mayHaveNameOf } from './detect';
export { certificateFacts, expiry, type Fact } from './editor/certificate-facts';
export { effectiveFacts, joined } from './editor/effective';
export { effectiveJson, effectiveText, placer, type ShownFile } from './editor/effective-text';
export { entryRangeAt } from './editor/entry-at';
export { expectationOf } from './editor/expectation';
export { certificateHints, type Hint, type ListenerLens, listenerLenses, protectionHints } from './editor/hints';
export { type InventoryEntry, type InventoryFile, inventory } from './editor/inventory';
export { completePath, type DirectoryEntry, directoryOf } from './editor/paths';
export { type Target, targetsIn } from './editor/targets';
export { counterparts, renameUser, sameUser, type UserPlace, userAt } from './editor/users';
export type * from './effective';
export * from './finding';
export { safeEdits } from './fixes';
export { matchesGlob } from './glob';
export { type Hardening, harden } from './harden';
export type * from './host';
export { INCLUDE_LIMITS, type LoadedInclude, type Workspace } from './load';
export type * from './migration';
export type * from './model';
export type { NamedFile } from './named-files';
export { type Beside, type NewFile, ownFolder, type Place } from './new-files';
export * from './options';
export type { PathMapping } from './path-mappings';
export type { Rule } from './rule';
export * from './source';
export { listenerSummary, protection } from './summary';
export type * from './tree';
export { brokers, rules };

/** Pages of the rules, one per id. */
export const RULE_PAGES = 'https://github.com/mqtt-security/mqtt-security/blob/main/docs/rules/';

export function rulePage(id: string): string {
  return `${RULE_PAGES}${id}.md`;
}

/** The rules that look at an option, by its full name; `ciphers_tls1.3` is one part. */
export function rulesAbout(broker: BrokerId, option: string): readonly string[] {
  return concerns[broker].get(/[^.]*(?:\.\d[^.]*)*$/.exec(option)?.[0] ?? '') ?? [];
}

export interface AnalyzeOptions {
  readonly settings: Settings;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Absent: found by name and content. */
  readonly broker?: BrokerId;
  /** VS Code language id of the broker or of one of its files, where the user chose it. */
  readonly language?: string;
  /** The file is known to be one piece of a larger configuration that is not here. */
  readonly fragment?: boolean;
  /** Files that this one overrides, lowest first, instead of those that the broker reads of itself. */
  readonly layers?: readonly FileId[];
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
  const source = await host.read(file, languageOf(file, '', options)?.textLimit);
  const text = source.kind === 'text' ? source.text : '';
  const broker = languageOf(file, text, options);
  if (!broker) return undefined;
  const { version, versionAssumed } = targetVersion(broker, options.settings);
  const workspace = await load(file, source, withMappings(host, options.settings.pathMappings, file), {
    broker,
    version,
    versionAssumed,
    fragment: options.fragment ?? false,
    now: options.now,
    expiryDays: options.settings.expiryDays,
    layers: options.layers,
  });
  const model = modelOf(workspace);
  return { broker, workspace, model, findings: judge(workspace, model, options.settings), settings: options.settings };
}

function judge(workspace: Workspace, model: Model, settings: Settings): readonly Finding[] {
  const findings = check(model, rules, settings);
  const { version, versionAssumed, broker } = workspace;
  const older = broker.versions.filter((each) => each !== version).at(-1);
  if (!versionAssumed || older === undefined || !findings.some(({ kind }) => kind === 'fatal')) return findings;
  const before = check(modelOf({ ...workspace, version: older }), rules, settings);
  return noteOlderVersion(findings, version, { version: older, findings: before });
}

function targetVersion(broker: Broker, settings: Settings): { version: string; versionAssumed: boolean } {
  const chosen = settings.versions[broker.id];
  if (chosen !== undefined && chosen !== 'auto') return { version: chosen, versionAssumed: false };
  return { version: broker.versions.at(-1) ?? '', versionAssumed: true };
}

function modelOf(workspace: Workspace): Model {
  const { includes, unreadable, namedFiles = [] } = workspace;
  const own = unreadable ? emptyModel(workspace) : workspace.broker.model(workspace);
  return {
    ...own,
    trees: [...own.trees, ...namedFiles.flatMap(({ tree }) => tree ?? [])],
    includes,
    unreadable,
    namedFiles,
  };
}
