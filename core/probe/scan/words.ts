import { judgeSuite, type SuiteVerdict } from '../../facts/cipher-suites';
import { type Message, t } from '../../facts/message';
import { tlsVersionName } from '../../facts/tls';
import { isPostQuantum } from './registry';
import type { ScanFinding, ScanResult } from './result';
import type { Ssl2 } from './ssl2';
import { SUITE_BY_NAME } from './suites';
import { type ScanVersion, TLS_VERSION } from './versions';

/** How bad it is, in a word. */
export const LEVEL_WORDS: Readonly<Record<ScanFinding['level'], Message>> = {
  error: t('broken'),
  warning: t('weak'),
  hint: t('dated'),
};

/** Undefined for a suite without objection, and for one that nobody knows. */
export function verdictOf(name: string): SuiteVerdict | undefined {
  const suite = SUITE_BY_NAME.get(name);
  return suite && judgeSuite(suite);
}

export function nameOfVersion(version: ScanVersion): string {
  return tlsVersionName(TLS_VERSION[version]);
}

export const SSL2_NAME = 'SSL 2.0';

/** In a word, and how bad it is. */
export function ssl2State({ accepted }: Ssl2): {
  readonly state: Message;
  readonly level: 'good' | 'error' | 'hint';
} {
  if (accepted === null) return { state: t('not known'), level: 'hint' };
  return accepted ? { state: t('accepted'), level: 'error' } : { state: t('refused'), level: 'good' };
}

/** `broker.example:8883 (192.0.2.1)`. */
export function placeOf({ target: { host, port, address } }: ScanResult): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return host === address ? `${bracketed}:${port}` : `${bracketed}:${port} (${address})`;
}

export interface ScanFact {
  readonly name: Message;
  /** Names of the field, or words. */
  readonly value: string | Message;
}

/** What was found out besides versions, suites and certificates. */
export function scanFacts(result: ScanResult): readonly ScanFact[] {
  const { groups, signatureAlgorithms, features, clientCertificate: client, alpn, dhBits } = result;
  const yes = (value: boolean | null) => (value === null ? t('not known') : value ? t('yes') : t('no'));
  const list = (names: readonly string[]) => (names.length === 0 ? t('none') : names.join(', '));
  const required = client.required === null ? t('requested') : client.required ? t('required') : t('optional');
  return [
    { name: t('groups of TLS 1.3'), value: list(groups['tls1.3']) },
    { name: t('post-quantum key exchange'), value: list(groups['tls1.3'].filter(isPostQuantum)) },
    { name: t('curves of TLS 1.2'), value: list(groups['tls1.2']) },
    ...(dhBits === null ? [] : [{ name: t('Diffie-Hellman parameters'), value: t('{bits} bits', { bits: dhBits }) }]),
    { name: t('signatures in TLS 1.3'), value: list(signatureAlgorithms['tls1.3']) },
    { name: t('signatures in TLS 1.2'), value: list(signatureAlgorithms['tls1.2']) },
    { name: t('client certificate'), value: client.requested ? required : t('not asked for') },
    ...client.authorities.map((name) => ({ name: t('accepted client authority'), value: name })),
    { name: t('application protocols'), value: list(alpn) },
    { name: t('compression'), value: yes(features.compression) },
    { name: t('secure renegotiation'), value: yes(features.secureRenegotiation) },
    { name: t('session tickets'), value: yes(features.sessionTickets) },
    { name: t('session identifiers'), value: yes(features.sessionIds) },
    { name: t('extended master secret'), value: yes(features.extendedMasterSecret) },
    { name: t('encrypt-then-MAC'), value: yes(features.encryptThenMac) },
    { name: t('downgrades noticed'), value: yes(features.fallbackScsv) },
    { name: t('OCSP response stapled'), value: yes(features.ocspStapling) },
  ];
}

/** The findings, where suites that suffer from the same share one. */
export function groupedFindings(
  findings: readonly ScanFinding[],
): readonly Pick<ScanFinding, 'level' | 'message' | 'cap'>[] {
  const groups = new Map<string, ScanFinding[]>();
  for (const [at, finding] of findings.entries()) {
    const key = finding.id === 'cipher' ? `${finding.cap} ${finding.message.template}` : String(at);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { level, cap, message } = first;
    const name = group.map(({ message: { args } }) => args.name).join(', ');
    const named = { ...message, args: { ...message.args, name } };
    return [{ level, cap, message: first.id === 'cipher' ? named : message }];
  });
}
