import path from 'node:path';
import { type FileId, type FoundOptions, OPTIONS_FILE } from '../../core/lint/index';
import type { FileIds } from './fileIds';

export { type FoundOptions, readOptions, ruleIds } from '../../core/lint/index';

/**
 * The nearest `.mqtt-security.json`: in the file's folder or one above it; undefined where there is none. `read` is
 * `readOptions` on some host; who asks for many files may keep its answers.
 */
export async function findOptions(
  file: FileId,
  ids: FileIds,
  read: (candidate: FileId) => Promise<FoundOptions | undefined>,
): Promise<FoundOptions | undefined> {
  for (const candidate of optionsFiles(file, ids)) {
    const found = await read(candidate);
    if (found) return found;
  }
  return undefined;
}

function optionsFiles(file: FileId, ids: FileIds): FileId[] {
  const found: FileId[] = [];
  const start = ids.path(file);
  if (start === undefined) return found;
  for (let folder = path.dirname(start); ; folder = path.dirname(folder)) {
    found.push(ids.id(path.join(folder, OPTIONS_FILE)));
    if (folder === path.dirname(folder)) return found;
  }
}
