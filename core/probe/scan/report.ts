import { judgeSuite } from '../../facts/cipher-suites';
import { type Catalogue, format, type Message, t } from '../../facts/message';
import { tlsVersionName } from '../../facts/tls';
import { escapeMarkdown, printable } from '../report';
import { SUITE_BY_NAME } from './lane';
import type { ScanFinding, ScanResult } from './result';
import { SCAN_VERSIONS, type ScanVersion, TLS_VERSION } from './versions';

/** The result with its messages as text and its times as ISO 8601. */
export function scanJson(result: ScanResult, catalogue?: Catalogue): object {
  const say = (message: Message) => format(message, catalogue);
  return {
    ...result,
    notes: result.notes.map(say),
    certificates: result.certificates.map(({ keyType, chain, problems }) => ({
      keyType,
      chain: chain.map((facts) => ({
        ...facts,
        notBefore: isoTime(facts.notBefore),
        notAfter: isoTime(facts.notAfter),
      })),
      problems: problems.map(({ id, certificate, message }) => ({ id, certificate, message: say(message) })),
    })),
    findings: result.findings.map(({ message, ...rest }) => ({ ...rest, message: say(message) })),
    grade: { letter: result.grade.letter, reasons: result.grade.reasons.map(say) },
  };
}

/** For a terminal, with a final line break. `paint` may colour a word by its level. */
export function scanText(
  result: ScanResult,
  catalogue?: Catalogue,
  paint: (word: string, level: ScanFinding['level'] | 'good') => string = (word) => word,
): string {
  const say = (message: Message) => printable(format(message, catalogue));
  const heading = say(
    t('TLS of {place}: grade {grade}, {connections} connections, {ms} ms', {
      place: placeOf(result),
      grade: result.grade.letter,
      connections: result.connections,
      ms: result.ms,
    }),
  );
  const blocks = [
    [heading, ...result.notes.map((note) => `  ${say(t('note:'))} ${say(note)}`)],
    ...[...SCAN_VERSIONS].reverse().map((version) => versionBlock(result, version, say, paint)),
    [say(t('Key exchange and more')), ...factLines(result, say)],
    ...result.certificates.map((certificate) => certificateBlock(certificate, say)),
    [say(t('What to change')), ...adviceLines(result, say, paint)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export function scanMarkdown(result: ScanResult, catalogue?: Catalogue): string {
  const say = (message: Message) => escapeMarkdown(format(message, catalogue));
  const rows = SCAN_VERSIONS.flatMap((version) =>
    result.ciphers[version].map((name) => {
      const verdict = verdictOf(name);
      return `| ${nameOfVersion(version)} | ${escapeMarkdown(name)} | ${verdict === undefined ? say(t('good')) : say(verdict.reason)} |`;
    }),
  ).reverse();
  const parts = [
    `# ${say(t('TLS scan of {place}', { place: placeOf(result) }))}`,
    `**${say(t('Grade {grade}', { grade: result.grade.letter }))}**`,
    ...result.notes.map((note) => `_${say(note)}_`),
    [`## ${say(t('What to change'))}`, '', ...adviceLines(result, say).map((line) => `- ${line.trim()}`)].join('\n'),
    [
      `## ${say(t('Versions and suites'))}`,
      '',
      `| ${say(t('version'))} | ${say(t('suite'))} | ${say(t('verdict'))} |`,
      '| --- | --- | --- |',
      ...rows,
    ].join('\n'),
    [`## ${say(t('Key exchange and more'))}`, '', ...factLines(result, say).map((line) => `- ${line.trim()}`)].join(
      '\n',
    ),
    ...result.certificates.map((each) => {
      const [title = '', ...lines] = certificateBlock(each, say);
      return [`## ${title}`, '', ...lines.map((line) => `- ${line.trim()}`)].join('\n');
    }),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One test case per protocol version and per finding, for continuous integration. */
export function scanJunit(result: ScanResult, catalogue?: Catalogue): string {
  const weak = result.findings.filter(({ level }) => level !== 'hint');
  const cases = weak.map(({ id, message }) => {
    const text = xml(format(message, catalogue));
    return `    <testcase classname="scan.${xml(id)}" name="${text}"><failure message="${text}"/></testcase>`;
  });
  const passed = weak.length === 0 ? [`    <testcase classname="scan" name="${xml(placeOf(result))}"/>`] : [];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xml(`mqtt-security scan ${placeOf(result)}`)}" tests="${cases.length + passed.length}" failures="${cases.length}" time="${result.ms / 1000}">`,
    ...cases,
    ...passed,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

type Say = (message: Message) => string;
type Paint = (word: string, level: ScanFinding['level'] | 'good') => string;

function versionBlock({ ciphers, serverPreference }: ScanResult, version: ScanVersion, say: Say, paint: Paint) {
  const names = ciphers[version];
  const isOld = version !== 'tls1.2' && version !== 'tls1.3';
  const title = nameOfVersion(version).padEnd(8);
  if (names.length === 0) return [`${title} ${paint(say(t('refused')), isOld ? 'good' : 'hint')}`];
  const order = serverPreference[version];
  const state = paint(say(t('accepted')), isOld ? 'error' : 'good');
  const note = order === null ? '' : `, ${say(order ? t('the server’s order') : t('the client’s order'))}`;
  return [`${title} ${state}${note}`, ...names.map((name) => suiteLine(name, say, paint))];
}

function suiteLine(name: string, say: Say, paint: Paint): string {
  const verdict = verdictOf(name);
  const words = { error: t('broken'), warning: t('weak'), hint: t('dated') };
  const word = say(verdict === undefined ? t('good') : words[verdict.level]).padEnd(7);
  const reason = verdict === undefined ? '' : say(verdict.reason).replace(`${name}: `, '');
  return `  ${paint(word, verdict?.level ?? 'good')} ${printable(name).padEnd(reason === '' ? 0 : 32)} ${reason}`.trimEnd();
}

function verdictOf(name: string): ReturnType<typeof judgeSuite> {
  const suite = SUITE_BY_NAME.get(name);
  return suite && judgeSuite(suite);
}

function factLines(result: ScanResult, say: Say): readonly string[] {
  const { groups, signatureAlgorithms, features, clientCertificate: client, alpn, dhBits } = result;
  const yes = (value: boolean | null) => (value === null ? t('not known') : value ? t('yes') : t('no'));
  const list = (names: readonly string[]) => (names.length === 0 ? t('none') : names.join(', '));
  const required = client.required === null ? t('requested') : client.required ? t('required') : t('optional');
  const rows: readonly Message[] = [
    t('groups of TLS 1.3: {list}', { list: list(groups['tls1.3']) }),
    t('curves of TLS 1.2: {list}', { list: list(groups['tls1.2']) }),
    ...(dhBits === null ? [] : [t('Diffie-Hellman parameters: {bits} bits', { bits: dhBits })]),
    t('signatures in TLS 1.3: {list}', { list: list(signatureAlgorithms['tls1.3']) }),
    t('signatures in TLS 1.2: {list}', { list: list(signatureAlgorithms['tls1.2']) }),
    t('client certificate: {state}', { state: client.requested ? required : t('not asked for') }),
    ...client.authorities.map((name) => t('accepted client authority: {name}', { name })),
    t('application protocols: {list}', { list: list(alpn) }),
    t('compression: {state}', { state: yes(features.compression) }),
    t('secure renegotiation: {state}', { state: yes(features.secureRenegotiation) }),
    t('session tickets: {state}', { state: yes(features.sessionTickets) }),
    t('session identifiers: {state}', { state: yes(features.sessionIds) }),
    t('extended master secret: {state}', { state: yes(features.extendedMasterSecret) }),
    t('encrypt-then-MAC: {state}', { state: yes(features.encryptThenMac) }),
    t('downgrades noticed: {state}', { state: yes(features.fallbackScsv) }),
    t('OCSP response stapled: {state}', { state: yes(features.ocspStapling) }),
  ];
  return rows.map((row) => `  ${say(row)}`);
}

function certificateBlock({ keyType, chain }: ScanResult['certificates'][number], say: Say): readonly string[] {
  const lines = chain.map(({ subject, issuer, notAfter }) => {
    const end = isoTime(notAfter)?.slice(0, 10) ?? '?';
    return `  ${say(t('"{subject}" from "{issuer}", valid until {end}', { subject, issuer, end }))}`;
  });
  const { bits, curve } = chain[0]?.key ?? {};
  const key = [keyType, curve ?? bits].filter((part) => part !== undefined).join(' ');
  return [say(t('Certificate with key {key}', { key })), ...lines];
}

function adviceLines({ findings }: ScanResult, say: Say, paint: Paint = (word) => word): readonly string[] {
  if (findings.length === 0) return [`  ${say(t('Nothing.'))}`];
  const words = { error: t('broken'), warning: t('weak'), hint: t('dated') };
  const lines = grouped(findings).map(
    ({ level, message }) => `  ${paint(say(words[level]).padEnd(7), level)} ${say(message)}`,
  );
  return [...new Set(lines)];
}

/** Suites that suffer from the same share one line. */
function grouped(findings: readonly ScanFinding[]): readonly Pick<ScanFinding, 'level' | 'message'>[] {
  const groups = new Map<string, ScanFinding[]>();
  for (const [at, finding] of findings.entries()) {
    const key = finding.id === 'cipher' ? finding.message.template : String(at);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { template, args } = first.message;
    const name = group.map(({ message }) => message.args.name).join(', ');
    return [
      { level: first.level, message: first.id === 'cipher' ? { template, args: { ...args, name } } : first.message },
    ];
  });
}

function placeOf({ target: { host, port, address } }: ScanResult): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return host === address ? `${bracketed}:${port}` : `${bracketed}:${port} (${address})`;
}

function nameOfVersion(version: ScanVersion): string {
  return tlsVersionName(TLS_VERSION[version]);
}

function isoTime(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

function xml(text: string): string {
  const names: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
  return printable(text).replace(/[<>&"]/g, (character) => names[character] ?? character);
}
