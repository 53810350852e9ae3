import { type TlsVersion, tlsVersionsFrom } from '../../../facts/tls';
import type { VersionSetting } from '../../model';
import { setOption } from './edits';
import { lastOf, valueSpan } from './lines';
import type { BlockView } from './settings';
import { atLeast, type ByVersion, inVersion } from './version';

interface VersionRules {
  readonly option: 'tls_version' | 'bridge_tls_version';
  /** Oldest version without the option. */
  readonly floor: ByVersion<TlsVersion>;
  /** From here on the option names the oldest version; before, the only one. */
  readonly minimumSince: string;
  readonly words: ByVersion<readonly TlsVersion[]>;
}

/** net.c and net_mosq.c of the tags; run at 1.6.15, 2.0.11, 2.0.22 and 2.1.2. */
export const LISTENER_VERSIONS: VersionRules = {
  option: 'tls_version',
  floor: [
    ['1.0.0', 'tlsv1'],
    ['1.6.0', 'tlsv1.1'],
    ['2.0.16', 'tlsv1.2'],
  ],
  minimumSince: '2.0.9',
  words: [
    ['1.0.0', ['tlsv1', 'tlsv1.1', 'tlsv1.2']],
    ['1.6.0', ['tlsv1.1', 'tlsv1.2', 'tlsv1.3']],
  ],
};

export const BRIDGE_VERSIONS: VersionRules = {
  option: 'bridge_tls_version',
  floor: [
    ['1.0.0', 'tlsv1.1'],
    ['2.0.0', 'tlsv1.2'],
    ['2.0.12', 'tlsv1.1'],
    ['2.0.16', 'tlsv1.2'],
  ],
  minimumSince: '2.0.0',
  words: [
    ['1.0.0', ['tlsv1', 'tlsv1.1', 'tlsv1.2']],
    ['1.6.0', ['tlsv1.1', 'tlsv1.2', 'tlsv1.3']],
    ['2.1.0', ['tlsv1.2', 'tlsv1.3']],
  ],
};

export function versionSetting(view: BlockView, rules: VersionRules): VersionSetting {
  const { block, version, at } = view;
  const line = lastOf(block.lines, rules.option);
  const word = line && inVersion(rules.words, version)?.find((candidate) => candidate === line.text);
  return {
    value: enabledBy(word, rules, version),
    span: line ? valueSpan(line) : at,
    explicit: line !== undefined,
    exact: word !== undefined && atLeast(version, '1.6.0') && !atLeast(version, rules.minimumSince),
    items: line && line.text !== '' ? [{ text: line.text, at: valueSpan(line), version: word }] : [],
    set: (value) => {
      const text = wordFor(value, rules, version);
      return text === undefined ? [] : setOption(block, rules.option, text);
    },
  };
}

/** libwebsockets before 2.1 never hears of tls_version, and OpenSSL's own settings hold. */
export function ignoredVersionSetting({ at }: BlockView): VersionSetting {
  return { value: ['tlsv1.2', 'tlsv1.3'], span: at, explicit: false, items: [], set: () => [] };
}

function enabledBy(word: TlsVersion | undefined, rules: VersionRules, version: string): readonly TlsVersion[] {
  const floor = word ?? inVersion(rules.floor, version) ?? 'tlsv1.2';
  if (word && !atLeast(version, rules.minimumSince)) return [word];
  // TLS 1.3 came with 1.6.
  return tlsVersionsFrom(floor).filter((candidate) => candidate !== 'tlsv1.3' || atLeast(version, '1.6.0'));
}

/** The one word that enables exactly these versions; undefined where there is none. */
function wordFor(versions: readonly TlsVersion[], rules: VersionRules, version: string): TlsVersion | undefined {
  return inVersion(rules.words, version)?.find((word) => {
    const enabled = enabledBy(word, rules, version);
    return enabled.length === versions.length && enabled.every((candidate) => versions.includes(candidate));
  });
}
