import { type Message, t } from '../../facts/message';
import { JUDGED_BY_FILE } from '../live/report';
import type { NegativeResult } from '../negative/result';
import { textVerdict } from '../report';
import type { ScanResult } from '../scan/result';
import { groupedFindings } from '../scan/words';
import type { ReportDifference, ReportPart } from './data';
import { element, type Markup } from './markup';
import { badge, type Level, levelWord, type Place, section, table } from './parts';

/** Grade, verdicts, and why. */
export function summarySection(part: ReportPart, place: Place): Markup {
  const { events, scan, problems = [] } = part;
  const { say, catalogue } = place;
  const verdicts = [
    ...(events.length > 0 ? [textVerdict(events, catalogue)] : []),
    ...(scan?.ok === false ? [say(t('The TLS scan failed: {cause}', { cause: scan.problem.cause }))] : []),
    ...counted(part).map(say),
    ...problems.map(say),
  ];
  return section(
    place,
    'summary',
    t('Summary'),
    scan?.ok ? gradeOf(scan.result, place) : [],
    ...(verdicts.length > 0 ? [element('ul', {}, ...verdicts.map((text) => element('li', {}, text)))] : []),
  );
}

interface Advice {
  readonly level: 'error' | 'warning' | 'info' | 'hint';
  readonly text: Message;
}

/** What to change, the worst first; the same for every form of the report. */
export function adviceOf({ events, scan, refusals = [], differences: compared }: ReportPart): readonly Advice[] {
  const findings = scan?.ok ? groupedFindings(scan.result.findings) : [];
  const warnings = scan?.ok ? [] : events.flatMap((event) => (event.name === 'tls' ? event.facts.warnings : []));
  const hasFile = compared !== undefined;
  const all: readonly Advice[] = [
    ...events.flatMap(({ problem }) => (problem === undefined ? [] : [both(problem.cause, problem.advice)])),
    ...(scan?.ok === false ? [both(scan.problem.cause, scan.problem.advice)] : []),
    ...refusals.flatMap((result) => refusalAdvice(result, hasFile)),
    ...(compared ?? []).map(({ level, message }) => ({ level, text: message })),
    ...findings.map(({ level, message }) => ({ level, text: message })),
    ...warnings.map(({ message }) => ({ level: 'warning' as const, text: message })),
  ];
  return [...all].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

/** What the file allows is no fault of the broker; the file's own findings judge it. */
function refusalAdvice({ id, detail, advice }: NegativeResult, hasFile: boolean): readonly Advice[] {
  if (advice === undefined) return [];
  const { text } = both(detail, advice);
  return [{ level: hasFile && JUDGED_BY_FILE.has(id) ? 'info' : 'error', text }];
}

const LEVELS: readonly Advice['level'][] = ['error', 'warning', 'info', 'hint'];

function both(cause: Message, advice: Message): Advice {
  return { level: 'error', text: t('{cause} → {advice}', { cause, advice }) };
}

export function adviceSection(part: ReportPart, place: Place): Markup {
  const { say } = place;
  const lines = new Map(adviceOf(part).map(({ level, text }) => [say(text), level]));
  const content =
    lines.size === 0
      ? element('p', {}, say(t('Nothing.')))
      : element(
          'ul',
          { class: 'advice' },
          ...[...lines].map(([text, level]) =>
            element('li', {}, badge(badgeOf(level), say(levelWord(level))), ` ${text}`),
          ),
        );
  return section(place, 'advice', t('What to change'), content);
}

/** What the broker must refuse; nothing where that was not tried. */
export function refusalSection({ refusals }: ReportPart, place: Place): Markup {
  if (refusals === undefined) return [];
  const { say } = place;
  const title = t('What the broker must refuse');
  const heads = [t('attempt'), t('result'), t('time'), t('detail')].map(say);
  const rows = refusals.map(({ title: attempt, outcome, detail, advice, ms }) => [
    say(attempt),
    badge(OUTCOMES[outcome].level, say(OUTCOMES[outcome].word)),
    outcome === 'skipped' ? '' : `${ms} ms`,
    [say(detail), ...(advice === undefined ? [] : [element('p', {}, `→ ${say(advice)}`)])],
  ]);
  return section(place, 'refusals', title, table(say(title), heads, rows));
}

export const OUTCOMES: Readonly<Record<NegativeResult['outcome'], { readonly level: Level; readonly word: Message }>> =
  {
    refused: { level: 'good', word: t('refused') },
    accepted: { level: 'error', word: t('accepted') },
    undecided: { level: 'hint', word: t('undecided') },
    skipped: { level: 'none', word: t('not tried') },
  };

/** The file against the live broker; nothing where they were not compared. */
export function differenceSection({ differences }: ReportPart, place: Place): Markup {
  if (differences === undefined) return [];
  const { say } = place;
  const title = t('The configuration and the running broker');
  if (differences.length === 0) {
    return section(place, 'differences', title, element('p', {}, say(t('What could be seen is as the file says.'))));
  }
  const rows = differences.map((difference, index) => [
    placeLink(difference, index, place),
    badge(badgeOf(difference.level), say(levelWord(difference.level))),
    say(difference.message),
  ]);
  const heads = [t('line'), t('severity'), t('difference')].map(say);
  return section(place, 'differences', title, table(say(title), heads, rows));
}

/** The panel knows which difference is meant by where it stands, so that no address has to travel through the page. */
function placeLink({ file, line }: ReportDifference, index: number, { medium, id }: Place): Markup {
  const text = `${file}:${line}`;
  if (medium === 'file') return text;
  return element('button', { type: 'button', class: 'link', 'data-reveal': `${id}:${index}` }, text);
}

function badgeOf(level: Advice['level']): Level {
  return level === 'info' ? 'hint' : level;
}

function counted({ refusals, differences }: ReportPart): readonly Message[] {
  return [
    ...(refusals === undefined ? [] : [refusalVerdict(refusals, differences !== undefined)]),
    ...(differences === undefined ? [] : [differenceVerdict(differences.length)]),
  ];
}

function refusalVerdict(refusals: readonly NegativeResult[], hasFile: boolean): Message {
  const tried = refusals.filter(({ outcome }) => outcome !== 'skipped');
  const accepted = tried.filter(({ id, outcome }) => outcome === 'accepted' && !(hasFile && JUDGED_BY_FILE.has(id)));
  if (tried.length === 0) return t('Nothing was tried that must be refused.');
  if (accepted.length > 0) {
    const counts = { accepted: accepted.length, count: tried.length };
    return t('The broker took what it must refuse: {accepted} of {count} attempts.', counts);
  }
  return hasFile
    ? t('The broker took nothing beyond what its file allows.')
    : t('The broker took nothing that it must refuse.');
}

function differenceVerdict(count: number): Message {
  return count === 0
    ? t('The broker runs as its file says, as far as can be seen.')
    : t('Differences between the file and the running broker: {count}.', { count });
}

function gradeOf({ grade, findings }: ScanResult, { say }: Place): Markup {
  const { letter, reasons } = grade;
  // The findings that cap the grade, suites with the same fault in one; without a finding the grade gives its reason.
  const capping = groupedFindings(findings.filter(({ cap }) => cap === letter)).map(({ message }) => message);
  const texts = new Set((capping.length > 0 ? capping : reasons).map(say));
  return element(
    'div',
    { class: `grade grade-${letter.charAt(0).toLowerCase()}` },
    element('p', { class: 'letter' }, element('span', { class: 'note' }, say(t('TLS grade'))), ` ${letter}`),
    texts.size === 0
      ? element('p', {}, say(t('Nothing keeps the grade from being the best.')))
      : element(
          'div',
          {},
          element('p', {}, say(t('What keeps the grade from being better:'))),
          element('ul', {}, ...[...texts].map((reason) => element('li', {}, reason))),
        ),
  );
}
