import { type Catalogue, format, type Message, t } from '../../facts/message';
import { escapeMarkup, printable } from '../../facts/printable';
import { escapeMarkdown } from '../report';
import type { ScanFinding, ScanResult } from './result';
import { SCAN_VERSIONS, type ScanVersion } from './versions';
import {
  groupedFindings,
  LEVEL_WORDS,
  nameOfVersion,
  placeOf,
  SSL2_NAME,
  scanFacts,
  ssl2State,
  verdictOf,
} from './words';

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
    ssl2Block(result, say, paint),
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
  const ssl2 = result.ssl2.ciphers.map(
    (name) => `| ${SSL2_NAME} | ${escapeMarkdown(name)} | ${say(LEVEL_WORDS.error)} |`,
  );
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
      ...ssl2,
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
    const text = escapeMarkup(format(message, catalogue));
    return `    <testcase classname="scan.${escapeMarkup(id)}" name="${text}"><failure message="${text}"/></testcase>`;
  });
  const passed = weak.length === 0 ? [`    <testcase classname="scan" name="${escapeMarkup(placeOf(result))}"/>`] : [];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${escapeMarkup(`mqtt-security scan ${placeOf(result)}`)}" tests="${cases.length + passed.length}" failures="${cases.length}" time="${result.ms / 1000}">`,
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

function ssl2Block({ ssl2 }: ScanResult, say: Say, paint: Paint): readonly string[] {
  const { level, state } = ssl2State(ssl2);
  const broken = paint(say(LEVEL_WORDS.error).padEnd(7), 'error');
  return [
    `${SSL2_NAME.padEnd(8)} ${paint(say(state), level)}`,
    ...ssl2.ciphers.map((name) => `  ${broken} ${printable(name)}`),
  ];
}

function suiteLine(name: string, say: Say, paint: Paint): string {
  const verdict = verdictOf(name);
  const word = say(verdict === undefined ? t('good') : LEVEL_WORDS[verdict.level]).padEnd(7);
  const reason = verdict === undefined ? '' : say(verdict.reason).replace(`${name}: `, '');
  return `  ${paint(word, verdict?.level ?? 'good')} ${printable(name).padEnd(reason === '' ? 0 : 32)} ${reason}`.trimEnd();
}

function factLines(result: ScanResult, say: Say): readonly string[] {
  return scanFacts(result).map(({ name, value }) => `  ${say(t('{name}: {value}', { name, value }))}`);
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
  const lines = groupedFindings(findings).map(
    ({ level, message }) => `  ${paint(say(LEVEL_WORDS[level]).padEnd(7), level)} ${say(message)}`,
  );
  return [...new Set(lines)];
}

function isoTime(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}
