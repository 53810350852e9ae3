import type { Broker, Include } from './broker';
import type { FileFacts, Host, ReadResult } from './host';
import type { FileReference } from './model';
import { loadNamed, type NamedFile, referencesOfNamed } from './named-files';
import { memberOf } from './names';
import { withSiblingKeys } from './sibling-keys';
import type { FileId } from './source';
import type { Range, Tree } from './tree';

/** Everything the disk said, gathered before anything is judged. After loading nothing awaits. */
export interface Workspace {
  readonly broker: Broker;
  readonly version: string;
  readonly versionAssumed: boolean;
  readonly root: FileId;
  /** The root file first, then every included file, each once, in the order in which the broker reads them. */
  readonly trees: readonly Tree[];
  readonly includes: readonly LoadedInclude[];
  /** Files that the root file overrides, lowest first; their trees follow those of the root. Absent: none. */
  readonly layers?: readonly FileId[];
  readonly references: readonly FileReference[];
  /** What was read of the files that have a language of their own. Absent: nothing. */
  readonly namedFiles?: readonly NamedFile[];
  /** The front end knows that the file is one piece of a configuration whose rest is not here. */
  readonly fragment: boolean;
  readonly unreadable: Unreadable | undefined;
  /** POSIX permission bits of the files that were read, where the host knows them. */
  readonly fileModes?: ReadonlyMap<FileId, number>;
  readonly now: number;
  readonly expiryDays: number;
}

/** Why a text could not be read. */
export type Unreadable = Exclude<ReadResult, { kind: 'text' }>;

export interface LoadedInclude {
  /** Where the including text stands. */
  readonly from: FileId;
  readonly range: Range;
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly required: boolean;
  readonly files: readonly FileId[];
  /** Name of the file in the directory that the problem is about; absent: the directory itself, or no problem. */
  readonly member?: string;
  readonly problem?: Unreadable['kind'] | 'not-a-directory' | 'cycle' | 'too-deep' | 'too-many';
}

/** Deeper includes, and files beyond the number, are reported and left out. */
export const INCLUDE_LIMITS = { depth: 10, files: 500 } as const;

export interface LoadOptions {
  readonly broker: Broker;
  readonly version: string;
  readonly versionAssumed: boolean;
  readonly fragment: boolean;
  readonly now: number;
  readonly expiryDays: number;
  /** Files that the root file overrides, lowest first. Absent: those that the broker reads of itself. */
  readonly layers?: readonly FileId[];
}

/** Reads the root file, what it includes, and facts about every file it names. Never rejects. */
export async function load(root: FileId, source: ReadResult, host: Host, options: LoadOptions): Promise<Workspace> {
  const loading: Loading = { host, options, trees: [], includes: [], fileModes: new Map() };
  if (source.kind === 'text') await loadTree(loading, root, source.text, []);
  const layers = source.kind === 'text' ? await loadLayers(loading, root) : [];
  const own = await inspectAll(options.broker.references(loading.trees), host);
  const namedFiles = await loadNamed(own, loading);
  const named = await inspectAll(referencesOfNamed(namedFiles, options.broker), host);
  const references = await withSiblingKeys([...own, ...named], host);
  return {
    ...options,
    root,
    trees: loading.trees,
    includes: loading.includes,
    layers,
    references,
    namedFiles,
    unreadable: source.kind === 'text' ? undefined : source,
    fileModes: loading.fileModes,
  };
}

interface Loading {
  readonly host: Host;
  readonly options: LoadOptions;
  readonly trees: Tree[];
  readonly includes: LoadedInclude[];
  readonly fileModes: Map<FileId, number>;
}

/** Files that are there; the broker does without those that are not. */
async function loadLayers(loading: Loading, root: FileId): Promise<readonly FileId[]> {
  const { broker, layers } = loading.options;
  if (layers) return loadFirst(loading, layers, layers.length);
  const found: FileId[] = [];
  for (const places of broker.layers?.(root) ?? []) {
    const files = places.map((place) => loading.host.resolve(root, place)[0] ?? place);
    found.push(...(await loadFirst(loading, files, 1)));
  }
  return found;
}

async function loadFirst(loading: Loading, files: readonly FileId[], most: number): Promise<readonly FileId[]> {
  const found: FileId[] = [];
  for (const file of files) {
    if (found.length === most) break;
    if ((await loadIncluded(loading, file, [])) === undefined) found.push(file);
  }
  return found;
}

async function loadTree(loading: Loading, file: FileId, text: string, above: readonly FileId[]): Promise<void> {
  const { broker, version } = loading.options;
  const tree = broker.parse(file, text);
  loading.trees.push(tree);
  const mode = await loading.host.mode?.(file);
  if (mode !== undefined) loading.fileModes.set(file, mode);
  const path = [...above, file];
  for (const include of broker.includes(tree, { depth: above.length, version })) {
    const { range, path: written, kind, required } = include;
    const followed = await follow(loading, file, include, path);
    loading.includes.push({ from: file, range, path: written, kind, required, ...followed });
  }
}

type Followed = Pick<LoadedInclude, 'files' | 'problem' | 'member'>;

async function follow(loading: Loading, from: FileId, include: Include, path: readonly FileId[]): Promise<Followed> {
  if (path.length > INCLUDE_LIMITS.depth) return { files: [], problem: 'too-deep' };
  const candidates = loading.host.resolve(from, include.path);
  if (include.kind === 'directory') return followDirectory(loading, candidates, include, path);
  for (const candidate of candidates) {
    const problem = await loadIncluded(loading, candidate, path);
    if (problem !== 'missing') return { files: problem ? [] : [candidate], problem };
  }
  return { files: [], problem: 'missing' };
}

async function followDirectory(
  loading: Loading,
  candidates: readonly FileId[],
  include: Include,
  path: readonly FileId[],
): Promise<Followed> {
  for (const directory of candidates) {
    const names = await loading.host.list(directory);
    if (!names) continue;
    const files: FileId[] = [];
    let failed: Pick<Followed, 'problem' | 'member'> | undefined;
    for (const name of include.order?.(names) ?? names) {
      const target = memberOf(directory, name);
      const found = await loadIncluded(loading, target, path);
      if (!found) files.push(target);
      else failed ??= { problem: found, member: name };
      if (found === 'too-many') break;
    }
    return { files, ...failed };
  }
  const facts = await Promise.all(candidates.map((candidate) => loading.host.inspect(candidate)));
  return { files: [], problem: facts.map(directoryProblem).find((problem) => problem !== 'missing') ?? 'missing' };
}

/** Why the names in a directory could not be told. */
function directoryProblem(facts: FileFacts): NonNullable<Followed['problem']> {
  if (facts.kind === 'file') return 'not-a-directory';
  if (facts.kind === 'unreadable') return facts.loop ? 'loop' : 'unreadable';
  return facts.kind === 'directory' ? 'unreadable' : 'missing';
}

async function loadIncluded(
  loading: Loading,
  file: FileId,
  path: readonly FileId[],
): Promise<LoadedInclude['problem'] | undefined> {
  if (path.includes(file)) return 'cycle';
  if (loading.trees.length >= INCLUDE_LIMITS.files) return 'too-many';
  const source = await loading.host.read(file);
  if (source.kind !== 'text') return source.kind;
  if (!loading.trees.some((tree) => tree.file === file)) await loadTree(loading, file, source.text, path);
  return undefined;
}

/** All files are asked for at the same time, each once. */
async function inspectAll(references: readonly FileReference[], host: Host): Promise<readonly FileReference[]> {
  const asked = new Map<string, Promise<FileReference['target']>>();
  for (const reference of references) {
    const key = keyOf(reference);
    if (reference.templated || reference.path === '' || asked.has(key)) continue;
    asked.set(key, inspectReference(reference, host));
  }
  const targets = new Map<string, FileReference['target']>();
  for (const [key, target] of asked) targets.set(key, await target);
  return references.map((reference) =>
    reference.templated ? reference : { ...reference, target: targets.get(keyOf(reference)) },
  );
}

function keyOf({ at, path, role }: FileReference): string {
  return `${at.file}\n${role === 'ca-directory'}\n${path}`;
}

/** OpenSSL finds an authority in a directory by the name of its file, so the names must be known. */
async function inspectReference({ at, path, role }: FileReference, host: Host): Promise<FileReference['target']> {
  const target = await inspectFirst(host.resolve(at.file, path), host);
  if (role !== 'ca-directory' || target?.facts.kind !== 'directory') return target;
  return { ...target, facts: { ...target.facts, names: await host.list(target.file) } };
}

/** The first candidate that is there; else the first one, missing. */
async function inspectFirst(candidates: readonly FileId[], host: Host): Promise<FileReference['target']> {
  let missing: { file: FileId; facts: FileFacts } | undefined;
  for (const file of candidates) {
    const facts = await host.inspect(file);
    if (facts.kind !== 'missing') return { file, facts };
    if (!missing || facts.directoryExists) missing = { file, facts };
  }
  return missing;
}
