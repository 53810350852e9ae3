import { type Catalogue, format } from '../../../core/facts/message';
import {
  type BrokerId,
  type Finding,
  type Kind,
  type Level,
  LineIndex,
  type Related,
  rulePage,
} from '../../../core/lint/index';

/** One finding as the CLI tells it; lines and columns from 1, the end exclusive. */
export interface Row {
  readonly file: string;
  readonly broker: BrokerId;
  readonly rule: string;
  readonly severity: Level;
  readonly kind: Kind;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly url: string;
  readonly fixable: boolean;
}

/** What the text output shows besides. */
export interface ReportedFinding extends Row {
  /** The line that the finding begins in. */
  readonly source: string;
  readonly notes: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
}

export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly files: number;
}

export interface Place {
  readonly file: string;
  readonly text: string;
}

/** → a function from finding to row, which counts the lines of each file once. */
export function reporter(placeOf: (file: string) => Place, broker: BrokerId, catalogue: Catalogue | undefined) {
  const indexes = new Map<string, LineIndex>();
  const linesOf = (file: string) => {
    const lines = indexes.get(file) ?? new LineIndex(placeOf(file).text);
    indexes.set(file, lines);
    return lines;
  };
  const noteOf = ({ at, message }: Related) => {
    const { file, text } = placeOf(at.file);
    const { line, column } = position(linesOf(at.file), text, at.start);
    return { file, line, column, message: format(message, catalogue) };
  };
  return ({ at, rule, level, kind, message, related, fixes }: Finding): ReportedFinding => {
    const { file, text } = placeOf(at.file);
    const lines = linesOf(at.file);
    const { line, column } = position(lines, text, at.start);
    const { line: endLine, column: endColumn } = position(lines, text, at.end);
    return {
      file,
      broker,
      rule,
      severity: level,
      kind,
      line,
      column,
      endLine,
      endColumn,
      message: format(message, catalogue),
      url: rulePage(rule),
      fixable: fixes.some(({ safe }) => safe),
      source: sourceLine(lines, text, at.start),
      notes: related.map(noteOf),
    };
  };
}

/** A byte order mark is no column: no editor counts it. */
function position(lines: LineIndex, text: string, offset: number): { line: number; column: number } {
  const { line, column } = lines.position(offset);
  const mark = line === 0 && column > 0 && text.startsWith('\uFEFF') ? 1 : 0;
  return { line: line + 1, column: column + 1 - mark };
}

function sourceLine(lines: LineIndex, text: string, offset: number): string {
  const line = lines.lineAt(offset);
  return text.slice(lines.lineStart(line), lines.lineEnd(line)).replace(/^\uFEFF/, '');
}

export function count({ findings }: Report, level: Level): number {
  return findings.filter(({ severity }) => severity === level).length;
}
