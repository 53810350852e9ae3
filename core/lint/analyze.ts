import { once } from '../facts/memo';
import { type Basis, basisOf, excerptOf } from './again';
import { noteOlderVersion } from './assumed';
import type { Broker, BrokerId } from './broker';
import { check } from './check';
import { languageOf } from './detect';
import { emptyModel } from './empty-model';
import type { Finding } from './finding';
import type { Host, ReadResult } from './host';
import { type LoadOptions, load, type Workspace } from './load';
import type { Model } from './model';
import type { Settings } from './options';
import { withMappings } from './path-mappings';
import { rules } from './rules/index.generated';
import type { FileId } from './source';
import type { Tree } from './tree';

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
  /** An earlier analysis of the file; the result is the same without it, but takes longer. */
  readonly previous?: Analysis | undefined;
}

/** A value: everything that is known of one configuration. Findings may lie in included files. */
export interface Analysis {
  readonly broker: Broker;
  readonly version: string;
  /** The files of `model.trees`, in the same order. */
  readonly sources: readonly Pick<Tree, 'file' | 'text'>[];
  /** This and the model are made when they are first asked for where the findings took less. */
  readonly workspace: Workspace;
  readonly model: Model;
  readonly findings: readonly Finding[];
  readonly settings: Settings;
  /** What makes the next analysis shorter. */
  readonly basis: Basis | undefined;
  /** Findings that only another place tells from one of the previous analysis, with that one. Absent: none. */
  readonly origins?: ReadonlyMap<Finding, Finding>;
}

/** Reads, models and judges one configuration. Undefined where the file is no known broker's. Never rejects. */
export async function analyze(file: FileId, host: Host, options: AnalyzeOptions): Promise<Analysis | undefined> {
  const source = await host.read(file, languageOf(file, '', options)?.textLimit);
  const text = source.kind === 'text' ? source.text : '';
  const broker = languageOf(file, text, options);
  if (!broker) return undefined;
  const task: Task = { file, broker, host, options };
  return (source.kind === 'text' && (await analyzeAgain(source.text, task))) || analyzeWhole(source, task);
}

interface Task {
  readonly file: FileId;
  readonly broker: Broker;
  readonly host: Host;
  readonly options: AnalyzeOptions;
}

async function analyzeWhole(source: ReadResult, task: Task): Promise<Analysis> {
  const { broker, options } = task;
  const { settings } = options;
  const workspace = await loadSource(source, task);
  const model = modelOf(workspace);
  const findings = judge(workspace, model, settings, lengthOf(workspace));
  const sources = model.trees;
  const basis = basisFor(workspace, findings);
  return { broker, version: workspace.version, sources, workspace, model, findings, settings, basis };
}

/** Judges a part of the text and keeps what the previous analysis says of the rest. Undefined where that cannot be. */
async function analyzeAgain(text: string, task: Task): Promise<Analysis | undefined> {
  const { file, broker, options } = task;
  const { settings, previous } = options;
  const basis = previous && isAlike(previous, text, task) ? previous.basis : undefined;
  const excerpt = broker.sections && basis && excerptOf(basis, text, broker.sections);
  if (!broker.sections || !excerpt) return undefined;
  const part = await loadSource({ kind: 'text', text: excerpt.text }, task);
  const completed = isAlone(part) ? excerpt.complete(judge(part, modelOf(part), settings, text.length)) : undefined;
  if (!completed) return undefined;
  const workspace = once(() => wholeWorkspace(part, text));
  const model = once(() => modelOf(workspace()));
  return {
    broker,
    version: part.version,
    sources: [{ file, text }],
    get workspace() {
      return workspace();
    },
    get model() {
      return model();
    },
    findings: completed.basis.findings,
    settings,
    ...completed,
  };
}

/** The same question was asked of the earlier text. */
function isAlike(
  { broker, sources, settings }: Analysis,
  text: string,
  { file, broker: asked, options }: Task,
): boolean {
  const before = sources[0]?.text.length ?? 0;
  if (before <= LONGEST_NOTED !== text.length <= LONGEST_NOTED) return false;
  if (broker !== asked || sources[0]?.file !== file || options.fragment || options.layers) return false;
  return settings === options.settings || JSON.stringify(settings) === JSON.stringify(options.settings);
}

/** No other text takes part, so that every finding lies in the one file. */
function isAlone({ trees, namedFiles = [], fragment, unreadable }: Workspace): boolean {
  return trees.length === 1 && namedFiles.length === 0 && !fragment && !unreadable;
}

function basisFor(workspace: Workspace, findings: readonly Finding[]): Basis | undefined {
  const { sections } = workspace.broker;
  const [tree] = workspace.trees;
  return sections && tree && isAlone(workspace) ? basisOf(tree.text, findings, sections) : undefined;
}

/** What names a file is never left out of an excerpt, so the disk has been asked already. */
function wholeWorkspace(part: Workspace, text: string): Workspace {
  const { broker, root, references } = part;
  const trees = [broker.parse(root, text)];
  const targets = new Map(references.map(({ role, path, target }) => [`${role}\n${path}`, target]));
  return {
    ...part,
    trees,
    references: broker.references(trees).map((reference) => {
      const target = targets.get(`${reference.role}\n${reference.path}`);
      return reference.templated ? reference : { ...reference, target };
    }),
  };
}

function loadSource(source: ReadResult, { file, broker, host, options }: Task): Promise<Workspace> {
  const { settings, fragment = false, now, layers } = options;
  const version = targetVersion(broker, settings);
  const known: LoadOptions = { broker, ...version, fragment, now, expiryDays: settings.expiryDays, layers };
  return load(file, source, withMappings(host, settings.pathMappings, file), known);
}

/** Longer configurations are written by programs, which know their version, and would take twice the time. In UTF-16 units. */
const LONGEST_NOTED = 512 * 1024;

function lengthOf({ trees }: Workspace): number {
  return trees.reduce((length, { text }) => length + text.length, 0);
}

/** `length`: of the whole configuration, of which the workspace may be an excerpt. */
function judge(workspace: Workspace, model: Model, settings: Settings, length: number): readonly Finding[] {
  const findings = check(model, rules, settings);
  const isNoted = length <= LONGEST_NOTED && findings.some(({ kind }) => kind === 'fatal');
  const older = isNoted ? olderModel(workspace) : undefined;
  if (!older) return findings;
  const before = check(older, rules, settings);
  return noteOlderVersion(findings, workspace.version, { version: older.version, findings: before });
}

/** Where no version is set: what the one before the newest makes of the same files. */
export function olderModel(workspace: Workspace): Model | undefined {
  const { version, versionAssumed, broker } = workspace;
  const older = broker.versions.filter((each) => each !== version).at(-1);
  return versionAssumed && older !== undefined ? modelOf({ ...workspace, version: older }) : undefined;
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
