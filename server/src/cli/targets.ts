import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Message, t } from '../../../core/facts/message';
import {
  type Broker,
  type BrokerId,
  type FileId,
  type Host,
  hasNameOf,
  languages,
  mayHaveNameOf,
} from '../../../core/lint/index';
import { pathIds } from '../fileIds';

/** A file to check, and what to call it. */
export interface Target {
  readonly file: FileId;
  /** The path as the user gave it, or as it follows from the folder that the user gave. */
  readonly name: string;
  /** Named itself, not found in a folder. */
  readonly explicit: boolean;
  /** The folder that was named, where it was found there. */
  readonly folder?: string;
}

export interface Targets {
  readonly targets: readonly Target[];
  readonly problems: readonly Message[];
  /** Folders without any broker's file. */
  readonly empty: readonly string[];
}

export interface TargetOptions {
  readonly cwd: string;
  readonly host: Host;
  readonly broker: BrokerId | undefined;
}

/** Folders that hold other people's files, or none. */
export const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.cache',
  '.vscode-test',
  '__pycache__',
]);

/** Files as they are, folders searched for files of a broker; each file once. */
export async function findTargets(names: readonly string[], options: TargetOptions): Promise<Targets> {
  const targets = new Map<FileId, Target>();
  const problems: Message[] = [];
  const empty: string[] = [];
  const add = (target: Target) => targets.has(target.file) || targets.set(target.file, target);
  for (const name of names) {
    const absolute = path.resolve(options.cwd, name);
    const kind = await kindOf(absolute);
    if (kind instanceof Error) problems.push(problemWith(name, kind));
    else if (kind === 'file') add({ file: pathIds.id(absolute), name, explicit: true });
    else {
      const found = await search(absolute, name, options, problems);
      if (found.length === 0) empty.push(name);
      for (const target of found) add({ ...target, folder: absolute });
    }
  }
  return { targets: [...targets.values()], problems, empty };
}

async function kindOf(file: string): Promise<'file' | 'directory' | Error> {
  try {
    return (await stat(file)).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function problemWith(name: string, error: Error): Message {
  const code = 'code' in error ? String(error.code) : '';
  return t('{name}: {reason}', { name, reason: REASONS[code] ?? error.message });
}

const REASONS: Readonly<Record<string, Message>> = {
  ENOENT: t('no such file or folder'),
  ENOTDIR: t('no such file or folder'),
  EACCES: t('permission denied'),
};

async function search(
  folder: string,
  name: string,
  options: TargetOptions,
  problems: Message[],
): Promise<readonly Target[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(asError);
  if (entries instanceof Error) {
    problems.push(problemWith(name, entries));
    return [];
  }
  const found: Target[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const absolute = path.join(folder, entry.name);
    const target = { file: pathIds.id(absolute), name: path.join(name, entry.name), explicit: false };
    // Symbolic links to folders are not followed: they may lead round in a circle.
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) found.push(...(await search(absolute, target.name, options, problems)));
    } else if (await isBrokerFile(target.file, options)) {
      // FIFOs and links that lead nowhere have names too.
      if (entry.isFile() || (entry.isSymbolicLink() && (await kindOf(absolute)) === 'file')) found.push(target);
    }
  }
  return found;
}

async function isBrokerFile(file: FileId, { host, broker }: TargetOptions): Promise<boolean> {
  const asked = languages.filter(({ id }) => broker === undefined || id === broker);
  if (asked.some((each) => hasNameOf(each, file))) return true;
  const possible = asked.filter((each) => mayHaveNameOf(each, file));
  return possible.length > 0 && looksLikeOne(file, possible, host);
}

async function looksLikeOne(file: FileId, possible: readonly Broker[], host: Host): Promise<boolean> {
  const source = await host.read(file);
  return source.kind === 'text' && possible.some((broker) => broker.looksLike(source.text));
}
