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
  const backups = new Map<string, string>();
  const done: Done[] = [];
  try {
    for (const file of files) await stage(file, staged);
    signal?.throwIfAborted();
    // All old files are kept before the first one changes: whatever ends the program in between, they are there.
    for (const file of staged)
      if (file.overwrite && (await exists(file.path))) backups.set(file.path, await keep(file));
    for (const file of staged)
      done.push(await (file.overwrite ? replace(file, backups.get(file.path)) : publish(file)));
    await Promise.all(unique(files.map((file) => path.dirname(file.path))).map(syncDirectory));
  } catch (error) {
    for (const { undo } of done.reverse()) await undo().catch(ignore);
    throw explained(error);
  } finally {
    await Promise.all([...staged.map(({ temporary }) => temporary), ...backups.values()].map(remove));
  }
}

interface Staged {
  readonly path: string;
  readonly overwrite: boolean;
  readonly temporary: string;
}

interface Done {
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

const OWNER_ONLY = 0o600;

/** Writes the content beside its destination under a name that nobody reads. */
async function stage(file: FileToSave, staged: Staged[]): Promise<void> {
  const directory = path.dirname(file.path);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const temporary = temporaryName(file.path);
  const handle = await open(temporary, 'wx', OWNER_ONLY);
  staged.push({ path: file.path, overwrite: file.overwrite, temporary });
  try {
    if (file.owner !== undefined) await giveAway(handle, file.owner);
    await handle.writeFile(file.content);
    // The umask of whoever renews must not lock the broker out. File systems without permissions refuse, which is no harm.
    if (file.mode !== OWNER_ONLY) await handle.chmod(file.mode).catch(ignore);
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

/** What the file is now, under a name of its own. */
async function keep({ path: file }: Staged): Promise<string> {
  const backup = temporaryName(file);
  await linkOrCopy(file, backup);
  return backup;
}

async function replace({ path: file, temporary }: Staged, backup: string | undefined): Promise<Done> {
  await rename(temporary, file);
  return { undo: () => (backup === undefined ? unlink(file) : rename(backup, file)) };
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
