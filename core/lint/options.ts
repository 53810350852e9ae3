import { type Message, t } from '../facts/message';
import { BROKER_IDS, type BrokerId } from './brokers/ids.generated';
import { LEVELS, type Level } from './finding';
import { type PathMapping, readPathMappings } from './path-mappings';

export type RuleLevel = Level | 'off';

/** What a user may choose; the same from the editor's settings, the options file and the command line. */
export interface Settings {
  /** Overrides by rule id. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly profile: 'recommended' | 'strict';
  /** Broker version to judge by, e.g. `2.0.11`; absent or `auto`: the newest known. */
  readonly versions: Readonly<Partial<Record<BrokerId, string>>>;
  readonly expiryDays: number;
  /** Where paths of the broker's machine or container are here. */
  readonly pathMappings: readonly PathMapping[];
  /** False: ignore comments have no effect (and are not reported). */
  readonly ignoreComments: boolean;
}

export const defaultSettings: Settings = {
  rules: {},
  profile: 'recommended',
  versions: {},
  expiryDays: 30,
  pathMappings: [],
  ignoreComments: true,
};

/** Looked for in the linted file's folder and every folder above it; the nearest one counts. */
export const OPTIONS_FILE = '.mqtt-security.json';

/** `over` wins; rules, versions and path mappings are merged one by one. */
export function mergeSettings(base: Settings, over: Partial<Settings>): Settings {
  return {
    rules: { ...base.rules, ...over.rules },
    profile: over.profile ?? base.profile,
    versions: { ...base.versions, ...over.versions },
    expiryDays: over.expiryDays ?? base.expiryDays,
    pathMappings: [...(over.pathMappings ?? []), ...base.pathMappings],
    ignoreComments: over.ignoreComments ?? base.ignoreComments,
  };
}

export interface ParsedOptions {
  readonly settings: Partial<Settings>;
  /** What was wrong; wrong parts are left out, the rest counts. */
  readonly problems: readonly Message[];
}

/** Reads the text of an options file. Never throws. */
export function parseOptionsFile(text: string, ruleIds: readonly string[]): ParsedOptions {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { settings: {}, problems: [t('not JSON: {reason}', { reason: String((error as Error).message) })] };
  }
  return readSettings(json, ruleIds);
}

/** Checks a settings object of the shape of the options file, from wherever it came. */
export function readSettings(json: unknown, ruleIds: readonly string[]): ParsedOptions {
  const problems: Message[] = [];
  if (!isRecord(json)) return { settings: {}, problems: [t('the options must be one object in braces')] };
  const versions: Partial<Record<BrokerId, string>> = {};
  const settings: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  for (const [key, value] of Object.entries(json)) {
    if (key === '$schema') continue;
    if (key === 'rules') settings.rules = readRules(value, ruleIds, problems);
    else if (key === 'profile' && (value === 'recommended' || value === 'strict')) settings.profile = value;
    else if (key === 'certificateExpiryDays' && typeof value === 'number' && value >= 0) settings.expiryDays = value;
    else if (key === 'pathMappings') settings.pathMappings = readPathMappings(value, problems);
    else if (isBrokerId(key) && isRecord(value)) readVersion(key, value, versions, problems);
    else problems.push(t('“{key}” is not an option or has a value of the wrong kind', { key }));
  }
  if (Object.keys(versions).length > 0) settings.versions = versions;
  return { settings, problems };
}

function readRules(value: unknown, ruleIds: readonly string[], problems: Message[]): Record<string, RuleLevel> {
  const rules: Record<string, RuleLevel> = {};
  if (!isRecord(value)) {
    problems.push(t('“rules” must be an object from rule to level'));
    return rules;
  }
  for (const [id, level] of Object.entries(value)) {
    if (!ruleIds.includes(id)) problems.push(t('there is no rule “{id}”', { id }));
    else if (isRuleLevel(level)) rules[id] = level;
    else problems.push(t('the level of “{id}” must be one of {levels}', { id, levels: ['off', ...LEVELS].join(', ') }));
  }
  return rules;
}

function readVersion(
  broker: BrokerId,
  value: Record<string, unknown>,
  versions: Partial<Record<BrokerId, string>>,
  problems: Message[],
): void {
  for (const [key, version] of Object.entries(value)) {
    if (key === 'version' && typeof version === 'string' && isVersion(version)) versions[broker] = version;
    else problems.push(t('“{key}” of “{broker}” must be a version such as 2.0.11, or auto', { key, broker }));
  }
}

/** `auto` or two to three numbers with dots. */
export function isVersion(text: string): boolean {
  return text === 'auto' || /^\d+(\.\d+){1,2}$/.test(text);
}

function isBrokerId(text: string): text is BrokerId {
  return BROKER_IDS.some((id) => id === text);
}

function isRuleLevel(value: unknown): value is RuleLevel {
  return value === 'off' || LEVELS.some((level) => level === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
