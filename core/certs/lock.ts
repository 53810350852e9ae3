import { mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { t } from '../facts/message';
import { CertificatesError } from './errors';

const NAME = '.mqtt-security.lock';
const PAUSE = 25;
/** Writing a few files takes a moment; a lock that is older was left by another machine that crashed. Milliseconds. */
const STALE = 30_000;

/** Runs `action` while nobody else reads and rewrites the ledgers of that directory. */
export async function locked<T>(directory: string, action: () => Promise<T>): Promise<T> {
  const file = path.join(directory, NAME);
  await take(file, directory);
  try {
    return await action();
  } finally {
    await unlink(file).catch(() => undefined);
  }
}

async function take(file: string, directory: string): Promise<void> {
  for (let waited = 0; waited <= STALE; waited += PAUSE) {
    if (await taken(file, directory)) return;
    if (await isLeft(file)) await unlink(file).catch(() => undefined);
    else await pause(PAUSE);
  }
  throw new CertificatesError(t('{file} is there: another run is writing; nothing was changed', { file }), 'io');
}

async function taken(file: string, directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    const handle = await open(file, 'wx', 0o644);
    await handle.writeFile(String(process.pid)).finally(() => handle.close());
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') return false;
    // Half a lock would be taken for somebody's.
    if (code === 'ENOSPC' || code === 'EDQUOT') await unlink(file).catch(() => undefined);
    throw new CertificatesError(t('{file} cannot be written ({code}); nothing was changed', { file, code }), 'io');
  }
}

/** The process that made it is gone, or it is too old to be one at work. */
async function isLeft(file: string): Promise<boolean> {
  try {
    if (Date.now() - (await stat(file)).mtimeMs > STALE) return true;
    const owner = Number(await readFile(file, 'utf8'));
    if (!Number.isInteger(owner) || owner <= 0) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
