import { type Message, t } from '../../facts/message';
import type { StageEvent } from '../event';
import { JUDGED_BY_FILE } from '../live/report';
import type { NegativeResult } from '../negative/result';
import { succeeded, textVerdict } from '../report';
import type { ScanResult } from '../scan/result';
import { groupedFindings } from '../scan/words';
import { hasResults, type ReportDifference, type ReportPart } from './data';
import { element, type Markup } from './markup';
import { badge, type Level, levelWord, mark, NONE, type Place, section, table } from './parts';

/** Verdicts first, then the grade. */
export function summarySection(part: ReportPart, place: Place): Markup {
  const { events, scan, problems = [] } = part;
  const { say, catalogue } = place;
  const verdicts: readonly Verdict[] = [
    ...(events.length > 0 ? [connectionVerdict(events, textVerdict(events, catalogue))] : []),
    ...(scan?.ok === false
      ? [{ level: 'error', text: say(t('The TLS scan failed: {cause}', { cause: scan.problem.cause })) } as const]
      : []),
    ...counted(part).map(({ level, text }) => ({ level, text: say(text) })),
    ...problems.map((problem) => ({ level: 'none', text: say(problem) }) as const),
  ];
  const items = verdicts.map(({ level, text, style }) => element('li', { class: style }, mark(level), ` ${text}`));
  return section(
    place,
    'summary',
    t('Summary'),
    items.length > 0 ? element('ul', { class: 'advice' }, ...items) : [],
    scan?.ok ? gradeOf(scan.result, place) : [],
  );
}

interface Verdict {
  readonly level: Level;
  readonly text: string;
  /** Of what the rest of a run can still change. */
  readonly style?: 'provisional';
}

function connectionVerdict(events: readonly StageEvent[], text: string): Verdict {
  return succeeded(events) ? { level: 'good', text, style: 'provisional' } : { level: 'error', text };
}

interface Advice {
  readonly level: 'error' | 'warning' | 'info' | 'hint';
  readonly text: Message;
  /** The grade would be better without it. */
  readonly capsGrade?: boolean;
}

/** What to change, the worst first; the same for every form of the report. */
export function adviceOf({ events, scan, refusals = [], differences: compared }: ReportPart): readonly Advice[] {
  const findings = scan?.ok ? groupedFindings(scan.result.findings) : [];
  const warnings = scan?.ok ? [] : events.flatMap((event) => (event.name === 'tls' ? event.facts.warnings : []));
  const hasFile = compared !== undefined;
  const letter = scan?.ok ? scan.result.grade.letter : undefined;
  const all: readonly Advice[] = [
    ...stageProblems(events),
    ...(scan?.ok === false ? [both(scan.problem.cause, scan.problem.advice)] : []),
    ...refusals.flatMap((result) => refusalAdvice(result, hasFile)),
    ...(compared ?? []).map(({ level, message }) => ({ level, text: message })),
    ...findings.map(({ level, message, cap }) => ({ level, text: message, capsGrade: cap === letter })),
    ...warnings.map(({ message }) => ({ level: 'warning' as const, text: message })),
  ];
  return [...all].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

function stageProblems(events: readonly StageEvent[]): readonly Advice[] {
  return events.flatMap(({ problem }) => (problem === undefined ? [] : [both(problem.cause, problem.advice)]));
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

/** What the page says nowhere else: a stage that failed has its own advice. */
export function adviceSection(part: ReportPart, place: Place): Markup {
  const { say } = place;
  const own = new Set(stageProblems(part.events).map(({ text }) => say(text)));
  const lines = new Map(adviceOf(part).map((advice) => [say(advice.text), advice]));
  for (const text of own) lines.delete(text);
  if (lines.size > 0) {
    const title = own.size > 0 ? t('What else to change') : t('What to change');
    const items = [...lines].map(([text, advice]) => adviceItem(text, advice, part, place));
    return section(place, 'advice', title, element('ul', { class: 'advice' }, ...items));
  }
  if (own.size > 0 || part.problems?.length || !hasResults(part)) return [];
  const nothing = section(place, 'advice', t('What to change'), element('p', {}, say(t('Nothing.'))));
  return element('div', { class: 'provisional' }, nothing);
}

function adviceItem(text: string, { level, capsGrade }: Advice, { scan }: ReportPart, { say }: Place): Markup {
  const isCapped = capsGrade === true && scan?.ok;
  const note = isCapped ? ` (${say(t('keeps the TLS grade at {letter}', { letter: scan.result.grade.letter }))})` : '';
  return element('li', {}, badge(badgeOf(level), say(levelWord(level))), ` ${text}${note}`);
}

/** How much there is to change, by how serious it is. */
export function adviceCounts(part: ReportPart, { say }: Place): Markup {
  const levels = [...new Map(adviceOf(part).map(({ level, text }) => [say(text), badgeOf(level)])).values()];
  const counts = (['error', 'warning', 'hint'] as const).flatMap((level) => {
    const count = levels.filter((each) => each === level).length;
    return count === 0 ? [] : [badge(level, say(t('{level}: {count}', { level: levelWord(level), count }))), ' '];
  });
  return counts.length > 0 ? counts : NONE;
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

interface Counted {
  readonly level: Level;
  readonly text: Message;
}

function counted({ refusals, differences }: ReportPart): readonly Counted[] {
  return [
    ...(refusals === undefined ? [] : [refusalVerdict(refusals, differences !== undefined)]),
    ...(differences === undefined ? [] : [differenceVerdict(differences.length)]),
  ];
}

function refusalVerdict(refusals: readonly NegativeResult[], hasFile: boolean): Counted {
  const tried = refusals.filter(({ outcome }) => outcome !== 'skipped');
  const accepted = tried.filter(({ id, outcome }) => outcome === 'accepted' && !(hasFile && JUDGED_BY_FILE.has(id)));
  if (tried.length === 0) return { level: 'none', text: t('Nothing was tried that must be refused.') };
  if (accepted.length > 0) {
    const counts = { accepted: accepted.length, count: tried.length };
    const text = t('The broker took what it must refuse: {accepted} of {count} attempts.', counts);
    return { level: 'error', text };
  }
  const text = hasFile
    ? t('The broker took nothing beyond what its file allows.')
    : t('The broker took nothing that it must refuse.');
  return { level: 'good', text };
}

function differenceVerdict(count: number): Counted {
  return count === 0
    ? { level: 'good', text: t('The broker runs as its file says, as far as can be seen.') }
    : { level: 'warning', text: t('Differences between the file and the running broker: {count}.', { count }) };
}

function gradeOf({ grade, findings }: ScanResult, { say }: Place): Markup {
  const { letter, reasons } = grade;
  // The findings that cap the grade are marked under what to change; without one the grade gives its reason.
  const isCapped = findings.some(({ cap }) => cap === letter);
  const texts = [...new Set(reasons.map(say))];
  const why = isCapped
    ? element('p', {}, say(t('What keeps the grade from being better is marked under what to change.')))
    : texts.length === 0
      ? element('p', {}, say(t('Nothing keeps the grade from being the best.')))
      : [
          element('p', {}, say(t('What keeps the grade from being better:'))),
          element('ul', {}, ...texts.map((reason) => element('li', {}, reason))),
        ];
  return element(
    'div',
    { class: `grade grade-${letter.charAt(0).toLowerCase()}` },
    element('p', { class: 'letter' }, element('span', { class: 'note' }, say(t('TLS grade'))), ` ${letter}`),
    element('div', {}, why),
  );
}
