import {
  type CodeDescription,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentUri,
  type Location,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver/node';
import { type Catalogue, format } from '../../core/facts/message';
import { type Edit, type FileId, type Finding, LineIndex, rulePage, type Span } from '../../core/lint/index';

/** The one place where offsets become positions of the protocol (UTF-16) and back. */
export interface Converter {
  range(span: Span): Range;
  location(span: Span): Location;
  diagnostic(finding: Finding): Diagnostic;
  /** By document, so that one fix may change several files. */
  textEdits(edits: readonly Edit[]): ReadonlyMap<DocumentUri, TextEdit[]>;
}

export interface ConverterOptions {
  readonly texts: readonly { readonly file: FileId; readonly text: string }[];
  /** The client's own spelling of the URI. */
  readonly uriOf: (file: FileId) => DocumentUri;
  readonly catalogue?: Catalogue;
}

export function converter({ texts, uriOf, catalogue }: ConverterOptions): Converter {
  const indexes = new Map<FileId, LineIndex>();
  const lines = (file: FileId) => {
    const known = indexes.get(file) ?? new LineIndex(texts.find((source) => source.file === file)?.text ?? '');
    indexes.set(file, known);
    return known;
  };
  const range = (span: Span) => toRange(lines(span.file), span);
  const location = (span: Span) => ({ uri: uriOf(span.file), range: range(span) });
  return {
    range,
    location,
    diagnostic: (finding) => ({
      range: range(finding.at),
      severity: SEVERITIES[finding.level],
      code: finding.rule,
      codeDescription: ruleDescription(finding.rule),
      source: SOURCE,
      message: format(finding.message, catalogue),
      tags: finding.tags.map((tag) => TAGS[tag]),
      relatedInformation: finding.related.map(({ at, message }) => ({
        location: location(at),
        message: format(message, catalogue),
      })),
      data: { kind: finding.kind },
    }),
    textEdits: (edits) => groupEdits(edits, uriOf, range),
  };
}

export const SOURCE = 'mqtt-security';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

const TAGS = { deprecated: DiagnosticTag.Deprecated, unnecessary: DiagnosticTag.Unnecessary } as const;

function ruleDescription(rule: string): CodeDescription {
  return { href: rulePage(rule) };
}

export function toRange(lines: LineIndex, { start, end }: { readonly start: number; readonly end: number }): Range {
  return { start: toPosition(lines, start), end: toPosition(lines, end) };
}

export function toPosition(lines: LineIndex, offset: number): Position {
  const { line, column } = lines.position(offset);
  return { line, character: column };
}

export function toOffset(lines: LineIndex, { line, character }: Position): number {
  return lines.offset({ line, column: character });
}

function groupEdits(
  edits: readonly Edit[],
  uriOf: ConverterOptions['uriOf'],
  range: (span: Span) => Range,
): ReadonlyMap<DocumentUri, TextEdit[]> {
  const grouped = new Map<DocumentUri, TextEdit[]>();
  for (const { span, text } of edits) {
    const uri = uriOf(span.file);
    const list = grouped.get(uri) ?? [];
    list.push({ range: range(span), newText: text });
    grouped.set(uri, list);
  }
  return grouped;
}
