import { type Catalogue, format, t } from '../../../core/facts/message';
import { printable } from '../../../core/facts/printable';
import type { Level } from '../../../core/lint/index';
import { count, type Report, type ReportedFinding } from './report';

export interface TextOptions {
  readonly colours: boolean;
  readonly catalogue?: Catalogue;
}

/** For people: place, message, and the line with the culprit underlined; a summary at the end. */
export function toText(report: Report, options: TextOptions): string {
  const blocks = report.findings.map((finding) => `${block(finding, options)}\n\n`);
  return `${blocks.join('')}${summary(report, options)}\n`;
}

function block(finding: ReportedFinding, { colours }: TextOptions): string {
  const { file, line, column, severity, message, rule, notes } = finding;
  const paint = colours ? painted : plain;
  const place = paint(`${printable(file)}:${line}:${column}:`, BOLD);
  const level = paint(`${severity}:`, COLOURS[severity]);
  const { text, caret } = excerpt(finding);
  const number = String(line);
  const rows = [
    `${place} ${level} ${printable(message)} ${paint(`[${rule}]`, FAINT)}`,
    `${number} | ${text.split('\t').map(printable).join('\t')}`,
    `${' '.repeat(number.length)} | ${paint(caret, COLOURS[severity])}`,
    ...notes.map((note) => printable(`  note: ${note.file}:${note.line}:${note.column}: ${note.message}`)),
  ];
  return rows.join('\n');
}

const WIDEST = 160;

/** The source line and the carets below it; of a very long line the part around the finding. */
function excerpt({ source, column, line, endLine, endColumn }: ReportedFinding): { text: string; caret: string } {
  const from = source.length > WIDEST ? Math.max(0, column - 1 - WIDEST / 4) : 0;
  const text = source.slice(from, from + WIDEST);
  const start = column - 1 - from;
  const end = endLine === line ? endColumn - 1 - from : text.length;
  // Tabs are kept, so that the carets stand where the terminal puts the text.
  const indentation = text.slice(0, start).replace(/[^\t]/g, ' ');
  return { text, caret: indentation + '^'.repeat(Math.max(1, Math.min(end, text.length) - start)) };
}

function summary(report: Report, { catalogue }: TextOptions): string {
  const numbers = {
    files: report.files,
    errors: count(report, 'error'),
    warnings: count(report, 'warning'),
    infos: count(report, 'info'),
    hints: count(report, 'hint'),
  };
  const line = t('files: {files}, errors: {errors}, warnings: {warnings}, infos: {infos}, hints: {hints}', numbers);
  const fixable = report.findings.filter((finding) => finding.fixable).length;
  if (fixable === 0) return format(line, catalogue);
  return `${format(line, catalogue)} (${format(t('--fix would end {fixable} of them', { fixable }), catalogue)})`;
}

const BOLD = 1;
const FAINT = 2;
const COLOURS: Readonly<Record<Level, number>> = { error: 31, warning: 33, info: 36, hint: 32 };

function painted(text: string, code: number): string {
  return `\u001B[${code}m${text}\u001B[0m`;
}

function plain(text: string): string {
  return text;
}
