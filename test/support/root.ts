import { existsSync } from 'node:fs';
import path from 'node:path';

/** The checkout's root, wherever the transpiled test runs. */
export const root = (() => {
  let directory = __dirname;
  while (!existsSync(path.join(directory, 'biome.json'))) directory = path.dirname(directory);
  return directory;
})();

/** Reference material beside a developer's checkout; absent on a user's machine, where its tests skip and say so. */
export const shared = path.resolve(root, '../shared');
export const sharedMissing = existsSync(shared) ? false : '../shared is not beside this checkout';
