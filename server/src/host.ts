import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { inspectBytes } from '../../core/certs/inspect';
import type { FileFacts, FileId, Host, ReadResult } from '../../core/lint/index';
import { decodeText } from './decode';
import type { FileIds } from './fileIds';
import { keeping, keepingLast } from './keeping';
import { repositoryState } from './repository';

/** Larger configuration files are not read; the largest known real one has 150 kB. */
export const TEXT_LIMIT = 5 * 1024 * 1024;
/** Larger files hold no certificate worth reading: bundles of every public authority have 250 kB. */
const CERTIFICATE_LIMIT = 1024 * 1024;
const CACHED_FACTS = 1000;

export interface NodeHostOptions {
  readonly ids: FileIds;
  /** Absolute paths of the workspace folders; for the CLI the current directory. */
  readonly roots: readonly string[];
  /** Text of open documents; they win over the disk. */
  readonly overlay?: (id: FileId) => string | undefined;
  /** Where given, nothing outside these folders is touched (a workspace that the user does not trust). */
  readonly confinedTo?: readonly string[];
  /** The host lives for one short run: what it has once looked at (but for the text of files) it need not look at again. */
  readonly shortLived?: boolean;
}

/** The host on this machine's disk. Facts about certificates are kept as long as path, time, size and mode stay. */
export function nodeHost(options: NodeHostOptions): Host {
  const cache: Cache = { facts: new Map(), folderOf: folderLooker(options.shortLived ?? false) };
  const pathOf = (id: FileId) => reachable(options, id);
  // Many references stand in one file.
  const fromPath = keepingLast(options.ids.path);
  const factsOf = async (id: FileId): Promise<FileFacts> => {
    const file = await pathOf(id);
    return file === undefined ? { kind: 'unknown' } : surrounded(file, await inspect(file, cache), options);
  };
  return {
    resolve: (from, reference) => resolve(options, { id: from, path: fromPath(from) }, reference),
    read: async (id, limit = TEXT_LIMIT) => {
      const open = options.overlay?.(id);
      if (open !== undefined) return asText(open, limit);
      const file = await pathOf(id);
      return file === undefined ? { kind: 'missing' } : readText(file, limit, cache);
    },
    list: async (id) => {
      const directory = await pathOf(id);
      return directory === undefined ? undefined : listNames(directory);
    },
    inspect: options.shortLived ? keeping(factsOf) : factsOf,
    mode: async (id) => {
      const file = await pathOf(id);
      if (file === undefined || process.platform === 'win32') return undefined;
      const { found } = await look(file, cache);
      return found.kind === 'found' && found.stats.isFile() ? found.stats.mode & 0o777 : undefined;
    },
  };
}

/** The path, unless it must not be touched: network shares are sent the user's credentials, so they are never asked. */
function reachable({ ids, confinedTo }: NodeHostOptions, id: FileId): Promise<string | undefined> | string | undefined {
  const file = ids.path(id);
  if (file === undefined || file.includes('\0')) return undefined;
  if (path.sep === '\\' && /^[\\/]{2}/.test(file)) return undefined;
  return confinedTo ? isConfined(file, confinedTo).then((confined) => (confined ? file : undefined)) : file;
}

/** Inside as written, and still inside when symbolic links are followed. */
async function isConfined(file: string, folders: readonly string[]): Promise<boolean> {
  if (!folders.some((folder) => isInside(folder, file))) return false;
  const target = await realPath(file);
  for (const folder of folders) if (isInside(await realPath(folder), target)) return true;
  return false;
}

/** Of what is missing, the place where it would be. */
async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(await realPath(folder), path.basename(file));
  }
}

export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function resolve(
  { ids, roots }: NodeHostOptions,
  { id: from, path: here }: { readonly id: FileId; readonly path: string | undefined },
  reference: string,
): readonly FileId[] {
  if (here === undefined && !from.startsWith('untitled:')) return [resolveVirtual(from, reference)];
  if (path.isAbsolute(reference)) return [ids.id(path.normalize(reference))];
  const bases = here === undefined ? roots : [path.dirname(here), ...roots];
  const found = unique(bases.map((base) => path.resolve(base, reference))).map(ids.id);
  return found.length > 0 ? found : [`${from}/${reference}`];
}

/** A document from another file system refers to that file system; nothing there can be read, but it may be open. */
function resolveVirtual(from: FileId, reference: string): FileId {
  try {
    return new URL(encodeURI(reference.replaceAll('\\', '/')), from).href;
  } catch {
    return `${from}/${reference}`;
  }
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function asText(text: string, limit: number): ReadResult {
  // Every UTF-16 unit takes at least one byte, so this only refuses what the disk would refuse as well.
  if (text.length > limit) return { kind: 'too-large', size: text.length, limit };
  return { kind: 'text', text };
}

async function readText(file: string, limit: number, cache: Cache): Promise<ReadResult> {
  const { found } = await look(file, cache);
  if (found.kind !== 'found') return { kind: found.kind };
  if (found.stats.isDirectory()) return { kind: 'directory' };
  if (!found.stats.isFile()) return { kind: 'unreadable' };
  if (found.stats.size > limit) return { kind: 'too-large', size: found.stats.size, limit };
  const bytes = readAtMost(file, limit + 1);
  if (bytes === undefined) return { kind: 'unreadable' };
  if (bytes.length > limit) return { kind: 'too-large', size: bytes.length, limit };
  return decodeText(bytes);
}

async function listNames(directory: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(directory)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  } catch {
    return undefined;
  }
}

interface Cache {
  /** By path, time, size and mode. */
  readonly facts: Map<string, Promise<FileFacts>>;
  /** The folder that the file is in. */
  readonly folderOf: (file: string) => Promise<Found>;
}

async function inspect(file: string, cache: Cache): Promise<FileFacts> {
  const { found, folder } = await look(file, cache);
  if (found.kind === 'missing') return { kind: 'missing', directoryExists: isDirectory(folder) };
  if (found.kind !== 'found') return { kind: 'unreadable', ...(found.kind === 'loop' && { loop: true }) };
  const { stats } = found;
  if (stats.isDirectory()) return { kind: 'directory' };
  if (!stats.isFile()) return { kind: 'unreadable' };
  const key = [file, stats.mtimeMs, stats.size, stats.mode].join('\0');
  const { facts } = cache;
  const known = facts.get(key) ?? inspectFile(file, stats);
  // Re-inserting keeps the most recently used at the end; the first is dropped when there are too many.
  facts.delete(key);
  facts.set(key, known);
  const oldest = facts.keys().next();
  if (facts.size > CACHED_FACTS && !oldest.done) facts.delete(oldest.value);
  return known;
}

/** What changes without the file itself: whether its name is a link, and what git makes of a private key. */
function surrounded(file: string, facts: FileFacts, { confinedTo }: NodeHostOptions): FileFacts {
  if (facts.kind !== 'file') return facts;
  const link = isLink(file);
  const allowed = (folder: string) => confinedTo?.some((root) => isInside(root, folder)) ?? true;
  const secret = facts.pem.keys.some(({ encrypted }) => !encrypted);
  const repository = secret ? repositoryState(file, allowed) : undefined;
  return link || repository ? { ...facts, ...(link && { link }), ...(repository && { repository }) } : facts;
}

function isLink(file: string): true | undefined {
  try {
    return lstatSync(file).isSymbolicLink() || undefined;
  } catch {
    return undefined;
  }
}

async function inspectFile(file: string, stats: Stats): Promise<FileFacts> {
  const mode = process.platform === 'win32' ? undefined : stats.mode & 0o777;
  if (stats.size > CERTIFICATE_LIMIT) {
    return { kind: 'file', mode, pem: { encoding: 'other', certificates: [], keys: [], labels: [] } };
  }
  const bytes = readAtMost(file, CERTIFICATE_LIMIT);
  return bytes === undefined ? { kind: 'unreadable' } : { kind: 'file', mode, pem: inspectBytes(bytes) };
}

/**
 * The folder is looked at first: what is meant for another machine is most often in one that is not here. Once it has
 * answered, asking for a file in it does not block, and takes a tenth of the time when there are hundreds.
 */
async function look(file: string, { folderOf }: Cache): Promise<{ readonly found: Found; readonly folder: Found }> {
  const folder = await folderOf(file);
  return { folder, found: folder.kind === 'found' ? statNow(file) : folder };
}

/** One answer for all who ask before it is there; afterwards the disk may change, so it is kept for a short run only. */
function folderLooker(keep: boolean): Cache['folderOf'] {
  const answers = new Map<string, Promise<Found>>();
  return (file) => {
    const folder = path.dirname(file);
    const known = answers.get(folder);
    if (known) return known;
    const answer = keep ? statOf(folder) : statOf(folder).finally(() => answers.delete(folder));
    answers.set(folder, answer);
    return answer;
  };
}

function isDirectory(found: Found): boolean {
  return found.kind === 'found' && found.stats.isDirectory();
}

type Found = { readonly kind: 'found'; readonly stats: Stats } | { readonly kind: 'missing' | 'unreadable' | 'loop' };

async function statOf(file: string): Promise<Found> {
  try {
    return { kind: 'found', stats: await stat(file) };
  } catch (error) {
    return failure(error);
  }
}

function statNow(file: string): Found {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats ? { kind: 'found', stats } : { kind: 'missing' };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Exclude<Found, { kind: 'found' }> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ELOOP') return { kind: 'loop' };
  return { kind: code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' ? 'missing' : 'unreadable' };
}

/** Callers have seen a regular file; `O_NONBLOCK` keeps this from hanging should a FIFO have taken its place. */
function readAtMost(file: string, limit: number): Buffer | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return readAll(handle, limit);
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** One byte more than the file has says whether it has grown, so that one buffer is enough as a rule. */
function readAll(handle: number, limit: number): Buffer {
  let buffer = Buffer.allocUnsafe(Math.min(limit, fstatSync(handle).size + 1));
  let length = 0;
  while (length < limit) {
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(limit, 2 * length));
    const read = readSync(handle, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}
