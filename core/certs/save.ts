import { randomBytes } from 'node:crypto';
import { constants, copyFile, type FileHandle, link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../facts/message';
import { CertificatesError } from './errors';

export interface FileToSave {
  readonly path: string;
  readonly mode: number;
  readonly content: string | Uint8Array;
  /** Replace the file if it is there; otherwise that never happens, even if it appears only meanwhile. */
  readonly overwrite: boolean;
  /** Whose the file shall be, where this account may give it away; a renewed key stays the broker's. */
  readonly owner?: Owner;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes all files or none. Each is complete before it gets its name, has its permissions from the first byte, and is
 * on the disk when this returns. What was there before is back after a failure. Missing directories are made for all
 * to enter, since the broker runs as another user; the keys themselves are closed.
 */
export async function saveFiles(files: readonly FileToSave[], signal?: AbortSignal): Promise<void> {
  await refuseExisting(files.filter((file) => !file.overwrite));
  const staged: Staged[] = [];
  const done: Done[] = [];
  try {
    for (const file of files) await stage(file, staged);
    signal?.throwIfAborted();
    for (const file of staged) done.push(file.overwrite ? await replace(file) : await publish(file));
    await Promise.all(unique(files.map((file) => path.dirname(file.path))).map(syncDirectory));
  } catch (error) {
    for (const { undo } of done.reverse()) await undo().catch(ignore);
    throw explained(error);
  } finally {
    await Promise.all(
      [...staged.map(({ temporary }) => temporary), ...done.flatMap(({ backup }) => backup ?? [])].map(remove),
    );
  }
}

interface Staged {
  readonly path: string;
  readonly overwrite: boolean;
  readonly temporary: string;
}

interface Done {
  readonly backup?: string;
  undo(): Promise<void>;
}

async function refuseExisting(files: readonly FileToSave[]): Promise<void> {
  const there: string[] = [];
  for (const file of files) if (await exists(file.path)) there.push(file.path);
  if (there.length > 0) throw existing(there.join(', '));
}

/** True for anything of that name, a broken link too. */
export async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    return false;
  }
}

/** Writes the content beside its destination under a name that nobody reads. */
async function stage(file: FileToSave, staged: Staged[]): Promise<void> {
  const directory = path.dirname(file.path);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const temporary = temporaryName(file.path);
  const handle = await open(temporary, 'wx', file.mode);
  staged.push({ path: file.path, overwrite: file.overwrite, temporary });
  try {
    if (file.owner !== undefined) await giveAway(handle, file.owner);
    await handle.writeFile(file.content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only root may give a file to another account; whoever else renews owns the old file already. */
async function giveAway(handle: FileHandle, { uid, gid }: Owner): Promise<void> {
  const { uid: own, gid: group } = await handle.stat();
  if (own !== uid || group !== gid) await handle.chown(uid, gid);
}

/** Gives the file its name unless something has it already: link() decides that in one step, unlike rename(). */
async function publish({ path: file, temporary }: Staged): Promise<Done> {
  await linkOrCopy(temporary, file);
  return { undo: () => unlink(file) };
}

async function replace({ path: file, temporary }: Staged): Promise<Done> {
  if (!(await exists(file))) {
    await rename(temporary, file);
    return { undo: () => unlink(file) };
  }
  const backup = temporaryName(file);
  await linkOrCopy(file, backup);
  await rename(temporary, file).catch(async (error: unknown) => {
    await remove(backup);
    throw error;
  });
  return { backup, undo: () => rename(backup, file) };
}

/** Some file systems (FAT, network shares) have no hard links; the copy refuses to overwrite as well. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw existing(to);
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/** Makes the new names durable; Windows cannot open a directory and does not need it. */
async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(directory, 'r');
    await handle.sync();
  } catch {
    // The files themselves are on the disk; their names follow shortly.
  } finally {
    await handle?.close();
  }
}

function temporaryName(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
}

function remove(file: string): Promise<void> {
  return unlink(file).catch(ignore);
}

function existing(file: string): CertificatesError {
  return new CertificatesError(t('already there: {file}; nothing was written', { file }), 'exists');
}

function explained(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof CertificatesError || !(error instanceof Error)) return error;
  const file = 'path' in error ? String(error.path) : '';
  if (code === 'EEXIST') return existing(file);
  return new CertificatesError(t('{file} cannot be written ({code}); nothing was changed', { file, code }), 'io');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function ignore(): void {}
