import { type Analysis, type AnalyzeOptions, analyze, type BrokerId, brokers, defaultSettings } from '../../core/lint';
import type { Broker } from '../../core/lint/broker';
import type { Tree } from '../../core/lint/tree';
import { type ClientFacts, clientFacts } from '../../server/src/capabilities';
import { type MemoryFile, memoryHost } from '../support/memoryHost';

export const NOW = Date.UTC(2026, 10, 24);

export interface Marked {
  readonly text: string;
  readonly offset: number;
  readonly tree: Tree;
  readonly broker: Broker;
}

/** The text without its cursor mark `$0`, and where that stood. */
export function marked(source: string, id: BrokerId = 'mosquitto'): Marked {
  const broker = brokerOf(id);
  const offset = source.indexOf('$0');
  const text = source.replace('$0', '');
  return { text, offset, tree: broker.parse('/etc/t.conf', text), broker };
}

export function brokerOf(id: BrokerId): Broker {
  const broker = brokers.find((candidate) => candidate.id === id);
  if (!broker) throw new Error(`no broker ${id}`);
  return broker;
}

export interface Situation {
  readonly broker?: BrokerId;
  readonly version?: string;
  readonly files?: Readonly<Record<string, MemoryFile>>;
}

export const ROOT = '/etc/t.conf';

export async function analysed(
  text: string,
  { broker = 'mosquitto', version, files }: Situation = {},
): Promise<Analysis> {
  const settings = { ...defaultSettings, versions: version === undefined ? {} : { [broker]: version } };
  const options: AnalyzeOptions = { settings, now: NOW, broker };
  const found = await analyze(ROOT, memoryHost({ [ROOT]: { text }, ...files }), options);
  if (!found) throw new Error('no analysis');
  return found;
}

/** A client that has everything. */
export const CLIENT: ClientFacts = {
  ...clientFacts({ processId: null, rootUri: null, capabilities: {}, initializationOptions: { trusted: true } }),
  markdown: true,
  completionSnippets: true,
};
