import path from 'node:path';
import { type Message, t } from '../../../core/facts/message';
import {
  type Analysis,
  analyze,
  type BrokerId,
  brokers,
  defaultSettings,
  type FileId,
  type Host,
  mergeSettings,
  type Settings,
  together,
} from '../../../core/lint/index';
import { pathIds } from '../fileIds';
import { keeping } from '../keeping';
import { type FoundOptions, findOptions, readOptions } from '../options';
import { rootFinder } from '../roots';
import type { Target } from './targets';

export interface LintRunOptions {
  readonly host: Host;
  readonly now: number;
  readonly broker: BrokerId | undefined;
  readonly version: string | undefined;
  /** From `--config`: instead of the files beside the configuration. */
  readonly options: FoundOptions | undefined;
  readonly ignoreComments: boolean;
}

/** One configuration that was checked. */
export interface Checked {
  readonly analysis: Analysis;
  /** The target that brought it here. */
  readonly target: Target;
  /** The target, where the analysis is that of a configuration that includes it: only findings in it were asked for. */
  readonly only: FileId | undefined;
}

export interface LintRun {
  readonly checked: readonly Checked[];
  readonly problems: readonly Message[];
}

/** Analyses the targets. One that another includes is judged as part of it, and not once more on its own. */
export async function lintTargets(targets: readonly Target[], options: LintRunOptions): Promise<LintRun> {
  const problems = new Map<string, Message>();
  const note = (message: Message) => problems.set(JSON.stringify(message), message);
  const optionsFor = optionsReader(options);
  const analysisOf = keeping((file) => analyseOne(file, options, optionsFor, note));
  const search: Search = { analysisOf, candidates: rootFinder(options.host) };
  const checked: Checked[] = [];
  const covered = new Set<FileId>();
  for (const [index, target] of targets.entries()) {
    // While one is judged, the next ones are read.
    for (const next of targets.slice(index, index + AHEAD)) void analysisOf(next.file);
    if (covered.has(target.file)) continue;
    const alone = await analysisOf(target.file);
    const found = (target.explicit && (await withinRoot(alone, target, search))) || alone;
    if (!found) note(await unrecognised(target, options.host));
    else checked.push({ analysis: found, target, only: found === alone ? undefined : target.file });
    if (found && found === alone) for (const { file } of found.model.trees) covered.add(file);
  }
  const roots = rootsByFile(checked);
  const kept = checked.filter((entry) => !roots.get(entry.target.file)?.some((root) => isPartOf(entry, root)));
  return { checked: besideEachOther(kept), problems: [...problems.values()] };
}

/** What was found in one folder belongs together, and so does what was named file by file. */
function besideEachOther(checked: readonly Checked[]): readonly Checked[] {
  const groups = new Map<string | undefined, Analysis[]>();
  for (const { analysis, target } of checked) {
    const group = groups.get(target.folder);
    if (group) group.push(analysis);
    else groups.set(target.folder, [analysis]);
  }
  const judged = new Map<Analysis, Analysis>();
  for (const group of groups.values()) {
    for (const [index, after] of together(group).entries()) judged.set(group[index] ?? after, after);
  }
  return checked.map((entry) => ({ ...entry, analysis: judged.get(entry.analysis) ?? entry.analysis }));
}

/** Configurations that were checked as a whole, by each of their files. */
function rootsByFile(checked: readonly Checked[]): ReadonlyMap<FileId, readonly Checked[]> {
  const roots = new Map<FileId, Checked[]>();
  for (const entry of checked) {
    if (entry.only) continue;
    for (const { file } of entry.analysis.model.trees) {
      const known = roots.get(file);
      if (known) known.push(entry);
      else roots.set(file, [entry]);
    }
  }
  return roots;
}

const AHEAD = 8;

function optionsReader({ host, options }: LintRunOptions): (file: FileId) => Promise<FoundOptions | undefined> {
  const read = keeping((candidate) => readOptions(candidate, host));
  return async (file) => options ?? findOptions(file, pathIds, read);
}

function includesFile({ model: { trees } }: Analysis, file: FileId): boolean {
  return trees.some((tree) => tree.file === file);
}

/**
 * Is the entry judged as part of `root`, which includes its file? Two files that include each other are not part of one
 * another: the first one named stays.
 */
function isPartOf(entry: Checked, root: Checked): boolean {
  if (root === entry || root.target.file === entry.target.file) return false;
  return entry.only !== undefined || !includesFile(entry.analysis, root.target.file);
}

async function analyseOne(
  file: FileId,
  options: LintRunOptions,
  optionsFor: ReturnType<typeof optionsReader>,
  note: (message: Message) => void,
): Promise<Analysis | undefined> {
  const { host, now } = options;
  const found = await optionsFor(file);
  const settings = mergeSettings(mergeSettings(defaultSettings, found?.settings ?? {}), flags(options));
  const analysis = await analyze(file, host, { broker: options.broker, settings, now });
  if (!analysis) return undefined;
  for (const problem of found?.problems ?? []) note(t('{file}: {problem}', { file: found?.file ?? '', problem }));
  return analysis;
}

function flags({ version, ignoreComments }: LintRunOptions): Partial<Settings> {
  return {
    ...(version === undefined ? {} : { versions: Object.fromEntries(brokers.map(({ id }) => [id, version])) }),
    ...(ignoreComments ? {} : { ignoreComments: false }),
  };
}

async function unrecognised({ name, file }: Target, host: Host): Promise<Message> {
  const { kind } = await host.read(file);
  if (kind === 'unreadable') return t('{name}: the file cannot be read', { name });
  if (kind !== 'text') return t('{name}: not a text file that can be checked ({kind})', { name, kind });
  return t('{name}: not recognised as a broker’s configuration; say which with --broker', { name });
}

interface Search {
  readonly analysisOf: (file: FileId) => Promise<Analysis | undefined>;
  readonly candidates: ReturnType<typeof rootFinder>;
}

/** A fragment named on its own is judged inside the configuration beside it that includes it, if there is one. */
async function withinRoot(
  alone: Analysis | undefined,
  { file }: Target,
  { analysisOf, candidates }: Search,
): Promise<Analysis | undefined> {
  for (const broker of alone ? [alone.broker] : brokers) {
    for (const candidate of await candidates(file, broker)) {
      const root = await analysisOf(candidate);
      if (root && includesFile(root, file) && !(alone && includesFile(alone, candidate))) return root;
    }
  }
  return undefined;
}

/** What to call a file: as the user named it; an included one by its path from here, or as absolute as its root. */
export function namer(targets: readonly Target[], cwd: string): (file: FileId, root: Target) => string {
  const names = new Map(targets.map(({ file, name }) => [file, name]));
  return (file, root) => {
    const absolute = pathIds.path(file) ?? file;
    return names.get(file) ?? (path.isAbsolute(root.name) ? absolute : path.relative(cwd, absolute));
  };
}
