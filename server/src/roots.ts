import { type Broker, type FileId, type Host, matchesGlob } from '../../core/lint/index';
import { parentOf } from './recorder';

/** More configurations than this in two folders are a collection, not the home of one fragment. */
const MOST = 8;

/**
 * → a function from a file to the configurations that may include it: the broker's other files in the same folder and
 * in the one above. Whether one does only its analysis can tell. Each folder is listed once.
 */
export function rootFinder(host: Host): (file: FileId, broker: Broker) => Promise<readonly FileId[]> {
  const folders = new Map<string, Promise<readonly FileId[]>>();
  const filesIn = (folder: FileId, broker: Broker) => {
    const key = `${broker.id} ${folder}`;
    const known = folders.get(key) ?? brokerFiles(folder, broker, host);
    folders.set(key, known);
    return known;
  };
  return async (file, broker) => {
    const folder = parentOf(file);
    const found = [...(await filesIn(folder, broker)), ...(await filesIn(parentOf(folder), broker))];
    return found.length > MOST ? [] : found.filter((candidate) => candidate !== file);
  };
}

async function brokerFiles(folder: FileId, broker: Broker, host: Host): Promise<readonly FileId[]> {
  if (!folder.includes('/')) return [];
  const names = (await host.list(folder)) ?? [];
  return names
    .map((name) => `${folder}/${folder.includes('://') ? encodeURIComponent(name) : name}`)
    .filter((file) => broker.fileNames.some((glob) => matchesGlob(glob, file)));
}
