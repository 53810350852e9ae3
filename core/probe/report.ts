import type { CertFacts } from '../facts/certificate';
import { type Catalogue, format, type Message, t } from '../facts/message';
import { printable } from '../facts/printable';
import type { ProblemAction, StageEvent, StapledAnswer } from './event';
import type { ExplainedLine } from './explain';
import { certificateRows, type FactRow, factRows, stageTitles, summaryOf } from './fact-rows';
import { propertyRows } from './mqtt-properties';
import { type Address, urlOf } from './target';
import { trustRows } from './trust-rows';

/** What a report is made of. Of the target only the address is shown. */
export interface ReportInput {
  readonly target: Address;
  readonly events: readonly StageEvent[];
  /** `process.versions` of the runtime that made the test: suites and error texts differ by it. */
  readonly versions: RuntimeVersions;
  /** When the test was started, milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly catalogue?: Catalogue;
}

export interface RuntimeVersions {
  readonly node?: string;
  readonly openssl?: string;
  readonly electron?: string;
}

/** The JSON form: messages in words, everything else as observed. */
export interface JsonReport {
  readonly ok: boolean;
  readonly stages: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly ms: number;
    readonly facts: object;
    readonly problem?: {
      readonly code: string;
      readonly cause: string;
      readonly advice: string;
      readonly action?: ProblemAction;
    };
  }[];
}

/** Every stage run succeeded, and there was at least one. */
export function succeeded(events: readonly StageEvent[]): boolean {
  return events.length > 0 && events.every(({ ok }) => ok);
}

export function textHeading(target: Address, versions: RuntimeVersions, catalogue?: Catalogue): string {
  const heading = t('Connection test of {url} with {runtime}', { url: urlOf(target), runtime: runtimeName(versions) });
  return printable(format(heading, catalogue));
}

export function textVerdict(events: readonly StageEvent[], catalogue?: Catalogue): string {
  return format(verdict(events), catalogue);
}

/**
 * One stage as lines of text, without a final line break; for output that grows while the test runs. `paint` may colour
 * the result.
 */
export function stageText(
  event: StageEvent,
  catalogue?: Catalogue,
  paint: (word: string) => string = (word) => word,
): string {
  const say = (message: Message) => printable(format(message, catalogue));
  const state = say(event.ok ? t('ok') : t('failed')).padEnd(7);
  const title = say(stageTitles[event.name]).padEnd(11);
  const lines = [`${paint(state)} ${title}${`${event.ms} ms`.padStart(9)}  ${printable(summaryOf(event))}`.trimEnd()];
  const indent = ' '.repeat(8);
  if (event.name === 'tls') {
    lines.push(...event.facts.chain.map((facts) => `${indent}${say(certificateLine(facts))}`));
    lines.push(...trustRows(event.facts).flatMap((row) => (row[1] ? [`${indent}${rowText(row, say)}`] : [])));
    for (const warning of event.facts.warnings) lines.push(`${indent}${say(t('warning:'))} ${say(warning.message)}`);
  }
  if (event.name === 'mqtt') {
    const announced = propertyRows(event.facts.properties ?? {});
    lines.push(...announced.map(({ name, value }) => `${indent}${rowText([name, value], say)}`));
  }
  if (event.problem !== undefined) {
    lines.push(`${indent}${say(event.problem.cause)} [${printable(event.problem.code)}]`);
    lines.push(`${indent}→ ${say(event.problem.advice)}`);
  }
  return lines.join('\n');
}

export function markdownReport({ target, events, versions, startedAt, catalogue }: ReportInput): string {
  const say = (message: Message) => escapeMarkdown(format(message, catalogue));
  return [
    `# ${say(t('Connection test of {url}', { url: urlOf(target) }))}`,
    `**${say(verdict(events))}**`,
    `${new Date(startedAt).toISOString()} · ${escapeMarkdown(runtimeName(versions))}`,
    ...problemSection(events, say),
    stageTable(events, say),
    ...events.flatMap((event) => [
      `## ${say(stageTitles[event.name])}`,
      list(factRows(event), say),
      ...(event.name === 'tls' ? chainSections(event, say) : []),
    ]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

export function jsonReport(events: readonly StageEvent[], catalogue?: Catalogue): JsonReport {
  return {
    ok: succeeded(events),
    stages: events.map((event) => ({
      name: event.name,
      ok: event.ok,
      ms: event.ms,
      facts: event.name === 'tls' ? tlsJson(event, catalogue) : event.facts,
      ...(event.problem === undefined
        ? {}
        : {
            problem: {
              code: event.problem.code,
              cause: format(event.problem.cause, catalogue),
              advice: format(event.problem.advice, catalogue),
              ...(event.problem.action === undefined ? {} : { action: event.problem.action }),
            },
          }),
    })),
  };
}

/** Lines of a log with what they mean. */
export function explainedMarkdown(lines: readonly ExplainedLine[], catalogue?: Catalogue): string {
  const say = (message: Message) => escapeMarkdown(format(message, catalogue));
  const sections = lines.map(({ line, text, problem: { cause, advice } }) => {
    const title = `## ${say(t('line {line}', { line }))}`;
    return `${title}\n\n${escapeMarkdown(text)}\n\n**${say(cause)}**\n\n${say(t('What to do:'))} ${say(advice)}`;
  });
  return `# ${say(t('What the log means'))}\n\n${sections.join('\n\n')}\n`;
}

/** VS Code's Electron has BoringSSL under the name of OpenSSL; its suites and error texts are other ones. */
export function runtimeName({ node, openssl, electron }: RuntimeVersions): string {
  const boring = electron !== undefined || openssl === undefined || openssl === '0.0.0' || /boring/i.test(openssl);
  const library = boring ? 'BoringSSL' : `OpenSSL ${openssl.replace(/\+.*$/, '')}`;
  const host = electron === undefined ? `Node.js ${node ?? '?'}` : `Electron ${electron}`;
  return `${library}, ${host}`;
}

function rowText([name, value]: readonly [Message, string | Message | undefined], say: Say): string {
  return say(t('{name}: {value}', { name, value: value ?? '' }));
}

type Say = (message: Message) => string;
type TlsEvent = Extract<StageEvent, { readonly name: 'tls' }>;

function verdict(events: readonly StageEvent[]): Message {
  const failed = events.find(({ ok }) => !ok);
  if (failed === undefined) return events.length === 0 ? t('Nothing was tested.') : t('The connection works.');
  switch (failed.name) {
    case 'dns':
      return t('The connection failed: the name could not be resolved.');
    case 'tcp':
      return t('The connection failed: the port could not be reached.');
    case 'tls':
      return t('The connection failed: no secure connection came about.');
    case 'websocket':
      return t('The connection failed: no WebSocket could be opened.');
    case 'mqtt':
      return t('The connection failed: the broker did not accept the client.');
    case 'roundtrip':
      return t('The connection works, but no message made the round trip.');
  }
}

function certificateLine({ subject, issuer, notAfter }: CertFacts): Message {
  const end = isoTime(notAfter)?.slice(0, 10) ?? '?';
  return t('certificate "{subject}" from "{issuer}", valid until {end}', { subject, issuer, end });
}

function problemSection(events: readonly StageEvent[], say: Say): readonly string[] {
  return events.flatMap(({ problem }) =>
    problem === undefined
      ? []
      : [
          `${say(problem.cause)} \`${problem.code.replace(/[^\w.-]/g, '?')}\``,
          `**${say(t('What to do:'))}** ${say(problem.advice)}`,
        ],
  );
}

function stageTable(events: readonly StageEvent[], say: Say): string {
  const head = [t('stage'), t('result'), t('time'), t('summary')].map(say);
  const rows = events.map((event) => [
    say(stageTitles[event.name]),
    say(event.ok ? t('ok') : t('failed')),
    `${event.ms} ms`,
    escapeMarkdown(summaryOf(event)),
  ]);
  return [head, ['---', '---', '---:', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function chainSections({ facts }: TlsEvent, say: Say): readonly string[] {
  return [
    facts.warnings.map(({ message }) => `- ⚠ ${say(message)}`).join('\n'),
    ...facts.chain.flatMap((certificate, index) => [
      `### ${say(t('certificate {number} of {count}', { number: index + 1, count: facts.chain.length }))}`,
      list(certificateRows(certificate), say),
    ]),
  ];
}

function list(rows: readonly FactRow[], say: Say): string {
  return rows
    .map(({ name, value }) => `- ${say(name)}: ${typeof value === 'string' ? escapeMarkdown(value) : say(value)}`)
    .join('\n');
}

function tlsJson({ facts }: TlsEvent, catalogue: Catalogue | undefined): object {
  return {
    ...facts,
    chain: facts.chain.map(certificateJson),
    ...(facts.trust && { trust: { ...facts.trust, authorities: facts.trust.authorities.map(certificateJson) } }),
    ...(facts.ocsp && { ocsp: stapledJson(facts.ocsp) }),
    warnings: facts.warnings.map(({ id, certificate, message }) => ({
      id,
      certificate,
      message: format(message, catalogue),
    })),
  };
}

function certificateJson(certificate: CertFacts): object {
  return { ...certificate, notBefore: isoTime(certificate.notBefore), notAfter: isoTime(certificate.notAfter) };
}

function stapledJson(answer: StapledAnswer): object {
  const times = Object.entries(answer).map(([name, value]) => [
    name,
    typeof value === 'number' ? isoTime(value) : value,
  ]);
  return Object.fromEntries(times);
}

function isoTime(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

/** Only what would become markup: the report is also read as plain text. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*[\]<>|&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replace(/(https?):\/\//gi, '$1:\\//');
}
