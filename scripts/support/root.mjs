import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root, from wherever a script is started. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Git-ignored: downloads and scratch directories. */
export const cache = path.join(root, '.cache');

/** Git-ignored: screenshots, logs and reports of the last run. */
export const artifacts = path.join(root, '.artifacts');

/** Whether the module was started by hand, rather than imported. */
export const isMain = (moduleUrl) =>
  process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(moduleUrl);
