import { type Broker, type FileId, type Host, matchesGlob } from '../../core/lint/index';
import { parentOf } from './recorder';

/** More configurations than this in two folders are a collection, not the home of one fragment. */
const MOST = 8;

/**
 * Configurations that may include the file: the broker's other files in the same folder and in the one above.
 * Whether one does only its analysis can tell.
 */
export async function candidateRoots(file: FileId, broker: Broker, host: Host): Promise<readonly FileId[]> {
  const found: FileId[] = [];
  const folder = parentOf(file);
  for (const directory of [folder, parentOf(folder)]) {
    const names = (directory.includes('/') && (await host.list(directory))) || [];
    for (const name of names) {
      const candidate = `${directory}/${directory.includes('://') ? encodeURIComponent(name) : name}`;
      if (candidate !== file && broker.fileNames.some((glob) => matchesGlob(glob, candidate))) found.push(candidate);
    }
  }
  return found.slice(0, MOST);
}
