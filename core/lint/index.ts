import type { BrokerId } from './broker';
import { brokers } from './brokers/index.generated';
import { concerns } from './concerns.generated';
import { rules } from './rules/index.generated';

export { type Analysis, type AnalyzeOptions, analyze, olderModel } from './analyze';
export type * from './broker';
export { detectBroker, hasNameOf, languageOf, languages, mayHaveNameOf } from './detect';
export { certificateFacts, expiry, type Fact } from './editor/certificate-facts';
export { effectiveFacts, joined } from './editor/effective';
export { effectiveJson, effectiveText, placer, type ShownFile } from './editor/effective-text';
export { entryRangeAt } from './editor/entry-at';
export { expectationOf } from './editor/expectation';
export { certificateHints, type Hint, type ListenerLens, listenerLenses, protectionHints } from './editor/hints';
export { type InventoryEntry, type InventoryFile, inventory } from './editor/inventory';
export { originFacts } from './editor/origin';
export { completePath, type DirectoryEntry, directoryOf } from './editor/paths';
export { type Target, targetsIn } from './editor/targets';
export { counterparts, renameUser, sameUser, type UserPlace, userAt } from './editor/users';
export { type DescribedBy, versionFacts } from './editor/version-facts';
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
export { type FoundOptions, readOptions, ruleIds } from './options-file';
export { mappedPath, type PathMapping, withMappings } from './path-mappings';
export type { Rule } from './rule';
export * from './source';
export { listenerSummary, protection } from './summary';
export { together } from './together';
export type * from './tree';
export { ANYTHING, FOLDERS, follows, literally, ONE_OF_NAME, type Step, WITHIN_NAME } from './wildcards';
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
