import { count, type Report, type ReportedFinding, type Row } from './report';

/** Exactly the documented fields, for other programs. */
export function toJson(report: Report): string {
  const summary = {
    files: report.files,
    errors: count(report, 'error'),
    warnings: count(report, 'warning'),
    infos: count(report, 'info'),
    hints: count(report, 'hint'),
  };
  return `${JSON.stringify({ findings: report.findings.map(toRow), summary }, undefined, 2)}\n`;
}

function toRow(finding: ReportedFinding): Row {
  const { file, broker, rule, severity, kind, line, column, endLine, endColumn, message, url, fixable } = finding;
  return { file, broker, rule, severity, kind, line, column, endLine, endColumn, message, url, fixable };
}
