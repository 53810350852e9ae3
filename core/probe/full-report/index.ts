export { remedyWords } from './connection';
export type { FullReport, ReportDifference, ReportPart } from './data';
export { reportDocument, reportHtml, titleOf } from './page';
export { STYLE as REPORT_STYLE } from './style';
export { reportJson, reportMarkdown } from './text-forms';
