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

/** `c.crt` of these tests: a leaf that ends on 2027-03-01, with an encrypted key behind it. */
export const CERTIFICATE: MemoryFile = {
  facts: {
    kind: 'file',
    mode: 0o640,
    pem: {
      encoding: 'pem',
      certificates: [
        {
          subject: 'CN=broker',
          issuer: 'CN=ca',
          commonName: 'broker',
          serial: '01',
          notBefore: Date.UTC(2026, 0, 1),
          notAfter: Date.UTC(2027, 2, 1),
          version: 3,
          sans: [
            { type: 'dns', value: 'broker.example' },
            { type: 'ip', value: '192.0.2.1' },
          ],
          key: { type: 'ec', bits: 256, curve: 'prime256v1', spki: '00' },
          signatureAlgorithm: 'ecdsa-with-SHA256',
          isCa: false,
          pathLength: undefined,
          keyUsage: undefined,
          extendedKeyUsage: undefined,
          subjectKeyId: undefined,
          authorityKeyId: undefined,
          ocspUrls: [],
          crlUrls: [],
          fingerprint: '00112233445566778899AABBCCDDEEFF',
          selfSigned: false,
        },
      ],
      keys: [{ encrypted: true }],
      labels: ['CERTIFICATE', 'ENCRYPTED PRIVATE KEY'],
    },
  },
};
