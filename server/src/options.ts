import path from 'node:path';
import { type Message, t } from '../../core/facts/message';
import {
  type FileId,
  type Host,
  OPTIONS_FILE,
  type ParsedOptions,
  parseOptionsFile,
  rules,
} from '../../core/lint/index';
import type { FileIds } from './fileIds';

export interface FoundOptions extends ParsedOptions {
  readonly file: FileId;
}

export const ruleIds: readonly string[] = rules.map(({ id }) => id);

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

/** Undefined where there is no such file; one that cannot be used has no settings and says why. */
export async function readOptions(file: FileId, host: Host): Promise<FoundOptions | undefined> {
  const source = await host.read(file);
  if (source.kind === 'missing') return undefined;
  if (source.kind === 'text') {
    const { settings, problems } = parseOptionsFile(source.text, ruleIds);
    const pathMappings = settings.pathMappings?.map((mapping) => ({ ...mapping, from: file }));
    return { file, settings: { ...settings, ...(pathMappings && { pathMappings }) }, problems };
  }
  return { file, settings: {}, problems: [unusable(source.kind)] };
}

function unusable(kind: string): Message {
  return t('the options file cannot be read ({kind}), so it has no effect', { kind });
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
