import { type Message, t } from '../facts/message';
import type { Host } from './host';
import { type ParsedOptions, parseOptionsFile } from './options';
import { rules } from './rules/index.generated';
import type { FileId } from './source';

export interface FoundOptions extends ParsedOptions {
  readonly file: FileId;
}

export const ruleIds: readonly string[] = rules.map(({ id }) => id);

/** Undefined where there is no such file; one that cannot be used has no settings and says why. */
export async function readOptions(file: FileId, host: Pick<Host, 'read'>): Promise<FoundOptions | undefined> {
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
