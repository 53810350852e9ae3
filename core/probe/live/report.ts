import type { Place } from '../../facts/expectation';
import { type Catalogue, format, type Message, t } from '../../facts/message';
import { escapeMarkup, printable } from '../../facts/printable';
import type { NegativeResult, NegativeTestId } from '../negative/result';
import { escapeMarkdown } from '../report';
import { scanJson } from '../scan/report';
import { SCAN_VERSIONS, type ScanVersion } from '../scan/versions';
import type { LiveDifference, Observation } from './compare';

/** One listener, compared. Without a file there are no differences, and every acceptance counts. */
export interface VerifiedListener {
  readonly label: string;
  readonly url: string;
  readonly observation: Observation;
  readonly differences: readonly LiveDifference[];
  readonly hasFile: boolean;
}

export interface LiveReportOptions {
  readonly catalogue?: Catalogue;
  /** `file:line:column` of a place. */
  readonly locate: (place: Place) => string;
  /** May colour a word. */
  readonly paint?: (word: string, level: 'bad' | 'good' | 'faint') => string;
}

/** What is wrong with the listener as it runs: the reason for an exit code of 1. */
export function isFaulty(listener: VerifiedListener): boolean {
  return listener.differences.some(({ level }) => level !== 'info') || acceptances(listener).length > 0;
}

/** What the comparison with the file judges already is not a fault a second time: the file may allow it. */
export const JUDGED_BY_FILE: ReadonlySet<NegativeTestId> = new Set(['anonymous', 'tls1.0', 'tls1.1', 'plaintext']);

function acceptances({ observation, hasFile }: VerifiedListener): readonly NegativeResult[] {
  return observation.refusals.filter(
    ({ id, outcome }) => outcome === 'accepted' && !(hasFile && JUDGED_BY_FILE.has(id)),
  );
}

export function liveText(
  listeners: readonly VerifiedListener[],
  { catalogue, locate, paint = plain }: LiveReportOptions,
): string {
  const say = (message: Message) => printable(format(message, catalogue));
  const blocks = listeners.map((listener) => {
    const { label, url, observation, differences } = listener;
    const lines = [printable(label === url ? url : `${label} (${url})`), `  ${say(summaryOf(observation))}`];
    for (const result of observation.refusals) lines.push(...refusalLines(result, say, paint));
    for (const { at, message } of differences) {
      lines.push(`  ${paint(say(t('differs')).padEnd(9), 'bad')} ${locate(at)} ${say(message)}`);
    }
    if (listener.hasFile && differences.length === 0) {
      lines.push(`  ${paint(say(t('as in the file')), 'good')}`);
    }
    return lines.join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

export function liveJson(listeners: readonly VerifiedListener[], { catalogue, locate }: LiveReportOptions): object {
  const say = (message: Message) => format(message, catalogue);
  return {
    ok: !listeners.some(isFaulty),
    listeners: listeners.map((listener) => {
      const { label, url, observation, differences } = listener;
      return {
        label,
        url,
        ok: !isFaulty(listener),
        state: observation.kind,
        ...(observation.reason === undefined ? {} : { reason: say(observation.reason) }),
        differences: differences.map(({ id, level, at, message }) => ({
          id,
          level,
          at: locate(at),
          message: say(message),
        })),
        refusals: observation.refusals.map(({ id, outcome, detail, advice, ms }) => ({
          id,
          outcome,
          detail: say(detail),
          ...(advice === undefined ? {} : { advice: say(advice) }),
          ms,
        })),
        ...(observation.scan === undefined ? {} : { scan: scanJson(observation.scan, catalogue) }),
      };
    }),
  };
}

export function liveMarkdown(listeners: readonly VerifiedListener[], { catalogue, locate }: LiveReportOptions): string {
  const say = (message: Message) => escapeMarkdown(format(message, catalogue));
  const parts = listeners.flatMap(({ label, url, observation, differences }) => [
    `## ${escapeMarkdown(label)}`,
    `${escapeMarkdown(url)}: ${say(summaryOf(observation))}`,
    differences
      .map(({ at, message }) => `- **${say(t('differs'))}** ${escapeMarkdown(locate(at))}: ${say(message)}`)
      .join('\n'),
    observation.refusals.length === 0 ? '' : refusalTable(observation.refusals, say),
  ]);
  const heading = `# ${say(t('The broker and its configuration'))}`;
  return `${[heading, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}

/** One suite a listener; differences and acceptances are failures. */
export function liveJunit(listeners: readonly VerifiedListener[], { catalogue, locate }: LiveReportOptions): string {
  const say = (message: Message) => escapeMarkup(format(message, catalogue));
  const suites = listeners.map((listener) => {
    const faults = [
      ...listener.differences
        .filter(({ level }) => level !== 'info')
        .map(({ id, at, message }) => ({ name: id, text: `${escapeMarkup(locate(at))} ${say(message)}` })),
      ...acceptances(listener).map(({ id, detail }) => ({ name: id, text: say(detail) })),
    ];
    const refused = listener.observation.refusals.filter(({ outcome }) => outcome === 'refused');
    const cases = [
      ...refused.map(({ id }) => `    <testcase classname="verify" name="${escapeMarkup(id)}"/>`),
      ...faults.map(
        ({ name, text }) =>
          `    <testcase classname="verify" name="${escapeMarkup(name)}"><failure message="${text}"/></testcase>`,
      ),
    ];
    const counts = `tests="${cases.length}" failures="${faults.length}"`;
    return [
      `  <testsuite name="${escapeMarkup(`${listener.label} ${listener.url}`)}" ${counts}>`,
      ...cases,
      '  </testsuite>',
    ];
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites.flat(), '</testsuites>', ''].join('\n');
}

type Say = (message: Message) => string;

function summaryOf({ kind, scan, reason }: Observation): Message {
  if (scan !== undefined) {
    const versions = SCAN_VERSIONS.filter((version) => scan.protocols[version])
      .map(named)
      .join(', ');
    return t('grade {grade}; {versions}', { grade: scan.grade.letter, versions });
  }
  if (kind === 'plain') return t('answers MQTT without TLS');
  return reason ?? t('does not answer');
}

function named(version: ScanVersion): string {
  return version === 'ssl3' ? 'SSL 3.0' : version.replace('tls', 'TLS ');
}

const WORDS = {
  refused: t('refused'),
  accepted: t('ACCEPTED'),
  undecided: t('undecided'),
  skipped: t('skipped'),
} as const;

const LEVELS = { refused: 'good', accepted: 'bad', undecided: 'faint', skipped: 'faint' } as const;

function refusalLines(
  { outcome, title, detail, advice }: NegativeResult,
  say: Say,
  paint: NonNullable<LiveReportOptions['paint']>,
): readonly string[] {
  const line = `  ${paint(say(WORDS[outcome]).padEnd(9), LEVELS[outcome])} ${say(title)}: ${say(detail)}`;
  return advice === undefined ? [line] : [line, `            → ${say(advice)}`];
}

function refusalTable(refusals: readonly NegativeResult[], say: Say): string {
  const head = [`| ${say(t('attempt'))} | ${say(t('result'))} | |`, '| --- | --- | --- |'];
  const rows = refusals.map(
    ({ title, outcome, detail }) => `| ${say(title)} | ${say(WORDS[outcome])} | ${say(detail)} |`,
  );
  return [...head, ...rows].join('\n');
}

function plain(word: string): string {
  return word;
}
