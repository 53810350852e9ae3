import { createHash } from 'node:crypto';
import { t } from '../../facts/message';
import { escapeMarkup } from '../../facts/printable';
import { runtimeName } from '../report';
import { urlOf } from '../target';
import { chainSection } from './chain';
import { connectionBadge, connectionSection } from './connection';
import { type FullReport, hasResults, type ReportPart } from './data';
import { element, type Markup, toHtml } from './markup';
import { NONE, type Place, placeIn, type Rendering, section, table } from './parts';
import { STYLE } from './style';
import { suiteSections } from './suites';
import { adviceCounts, adviceSection, differenceSection, refusalSection, summarySection } from './verdicts';

/** The content of the page's `main` element, as HTML. */
export function reportHtml(report: FullReport, rendering: Rendering): string {
  const place = placeIn(rendering, 'report');
  const { parts, versions } = report;
  const time = new Date(report.startedAt).toISOString();
  const [only] = parts.length === 1 ? parts : [];
  const header = [
    element('h1', {}, place.say(titleOf(report))),
    element(
      'p',
      { class: 'meta' },
      only?.label === undefined ? '' : `${only.label} · `,
      element('time', { datetime: time }, time.replace(/T(.*)\..*/, ' $1 UTC')),
      ` · ${runtimeName(versions)}`,
    ),
  ];
  if (only !== undefined) return toHtml([header, sectionsOf(only, placeIn(rendering, 'part-0'))]);
  const sections = parts.map((part, index) => partOf(part, placeIn(rendering, `part-${index}`, 3)));
  return toHtml([header, overview(parts, place), ...sections]);
}

/** The report as a file of its own: the same look, no script, nothing that is loaded. */
export function reportDocument(report: FullReport, rendering: Omit<Rendering, 'medium'>): string {
  const { say } = placeIn({ ...rendering, medium: 'file' }, 'report');
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return [
    '<!doctype html>',
    `<html lang="${escapeMarkup(rendering.language ?? 'en')}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(say(titleOf(report)))}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    `<body><main>${reportHtml(report, { ...rendering, medium: 'file' })}</main></body>`,
    '</html>',
    '',
  ].join('\n');
}

/** One address by itself, several by their number. */
export function titleOf({ parts }: FullReport) {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return t('Report on {url}', { url: urlOf(first.address) });
  return t('Report on {count} listeners', { count: parts.length });
}

function partOf(part: ReportPart, place: Place): Markup {
  const { id } = place;
  return element(
    'section',
    { 'aria-labelledby': id, class: 'part' },
    element('h2', { id, tabindex: -1 }, nameOf(part)),
    sectionsOf(part, place),
  );
}

function nameOf({ label, address }: ReportPart): string {
  return label === undefined ? urlOf(address) : `${label} · ${urlOf(address)}`;
}

/** What failed comes with what to do about it, before everything that is good to know. */
function sectionsOf(part: ReportPart, place: Place): readonly Markup[] {
  if (!hasResults(part) && !part.problems?.length)
    return [element('p', { class: 'empty' }, place.say(t('Not tested yet.')))];
  return [
    summarySection(part, place),
    connectionSection(part, place),
    adviceSection(part, place),
    differenceSection(part, place),
    refusalSection(part, place),
    chainSection(part, place),
    suiteSections(part, place),
  ];
}

/** One line for each of several listeners, leading to what was found out about it. */
function overview(parts: readonly ReportPart[], place: Place): Markup {
  const { say } = place;
  const title = t('Overview');
  const rows = parts.map((part, index) => [
    element('a', { href: `#part-${index}` }, nameOf(part)),
    connectionBadge(part, place),
    part.scan?.ok ? part.scan.result.grade.letter : NONE,
    adviceCounts(part, place),
  ]);
  const heads = [t('listener'), t('connection'), t('TLS grade'), t('What to change')].map(say);
  return section(place, 'overview', title, table(say(title), heads, rows));
}
