import { createHash } from 'node:crypto';
import { t } from '../../facts/message';
import { escapeMarkup } from '../../facts/printable';
import { runtimeName } from '../report';
import { urlOf } from '../target';
import { chainSection } from './chain';
import { connectionSection } from './connection';
import type { FullReport, ReportPart } from './data';
import { element, type Markup, toHtml } from './markup';
import { placeIn, type Rendering } from './parts';
import { STYLE } from './style';
import { suiteSections } from './suites';
import { adviceSection, differenceSection, refusalSection, summarySection } from './verdicts';

/** The content of the page's `main` element, as HTML. */
export function reportHtml(report: FullReport, rendering: Rendering): string {
  const { say } = placeIn(rendering, 'report');
  const time = new Date(report.startedAt).toISOString();
  const header = [
    element('h1', {}, say(titleOf(report))),
    element('p', { class: 'meta' }, element('time', { datetime: time }, time), ` · ${runtimeName(report.versions)}`),
  ];
  return toHtml([header, ...report.parts.map((part, index) => partOf(part, rendering, `part-${index}`))]);
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

function partOf(part: ReportPart, rendering: Rendering, id: string): Markup {
  const place = placeIn(rendering, id);
  const url = urlOf(part.address);
  const title = part.label === undefined ? url : `${part.label} · ${url}`;
  return element(
    'section',
    { 'aria-labelledby': id, class: 'part' },
    element('h2', { id }, title),
    summarySection(part, place),
    adviceSection(part, place),
    differenceSection(part, place),
    refusalSection(part, place),
    connectionSection(part, place),
    chainSection(part, place),
    suiteSections(part, place),
  );
}
