import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pairOf, readIfThere } from './authority';
import { inspectBytes } from './inspect';

export interface KeyFile {
  readonly path: string;
  readonly encrypted: boolean;
}

/** More files than a folder of certificates holds. */
const MOST_FILES = 1000;

/**
 * The file beside a certificate that holds its private key: the one of the same stem, else any whose public half is the
 * certificate's. An encrypted key cannot be compared and counts by its name alone. Undefined where there is none.
 */
export async function keyFileOf(certificateFile: string, spki: string): Promise<KeyFile | undefined> {
  const directory = path.dirname(certificateFile);
  const sibling = path.join(directory, pairOf(path.parse(certificateFile).name).key);
  const own = await keyIn(sibling);
  if (own !== undefined && (own.encrypted || own.spki === spki)) return { path: sibling, encrypted: own.encrypted };
  const names = (await readdir(directory)).filter((name) => /\.(?:key|pem)$/i.test(name)).slice(0, MOST_FILES);
  for (const name of names) {
    const file = path.join(directory, name);
    if ((await keyIn(file))?.spki === spki) return { path: file, encrypted: false };
  }
  return undefined;
}

async function keyIn(file: string): Promise<{ readonly encrypted: boolean; readonly spki?: string } | undefined> {
  const bytes = await readIfThere(file).catch(() => undefined);
  const [key] = bytes === undefined ? [] : inspectBytes(bytes).keys;
  if (key === undefined) return undefined;
  return key.encrypted ? { encrypted: true } : { encrypted: false, spki: key.key.spki };
}
