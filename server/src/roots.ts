import { type Broker, brokers, type FileId, type Host, hasNameOf } from '../../core/lint/index';
import { parentOf } from './recorder';

/** Where two folders hold more configurations than this, the likeliest are tried. */
const MOST = 8;

/**
 * → a function from a file to the configurations that may include it: the broker's other files in the same folder and
 * in the one above, and the files that override it. Whether one does only its analysis can tell. Each folder is listed once.
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
    // A file such as an access list is named by a configuration, never by one of its kind.
    const main = brokers.find(({ id }) => id === broker.id) ?? broker;
    const over = (main.overriding?.(file) ?? []).flatMap((place) => host.resolve(file, place)[0] ?? []);
    const found = [...new Set([...over, ...(await filesIn(folder, main)), ...(await filesIn(parentOf(folder), main))])];
    return found.filter((candidate) => candidate !== file).slice(0, MOST);
  };
}

async function brokerFiles(folder: FileId, broker: Broker, host: Host): Promise<readonly FileId[]> {
  if (!folder.includes('/')) return [];
  const names = (await host.list(folder)) ?? [];
  const files = names.map((name) => `${folder}/${folder.includes('://') ? encodeURIComponent(name) : name}`);
  const found = files.filter((file) => hasNameOf(broker, file));
  const likely = found.filter((file) => isMainFile(file, broker));
  return [...likely, ...found.filter((file) => !likely.includes(file))];
}

/** Has one of the broker's fixed names (`mosquitto.conf`), not one that a pattern covers. */
function isMainFile(file: FileId, { fileNames }: Broker): boolean {
  return fileNames.some((glob) => glob.replace(/^\*\*\//, '') === file.slice(file.lastIndexOf('/') + 1));
}
