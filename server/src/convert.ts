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
  /** For the next converter of nearly the same texts. */
  readonly made: Made;
  /** By document, so that one fix may change several files. */
  textEdits(edits: readonly Edit[]): ReadonlyMap<DocumentUri, TextEdit[]>;
}

/** What a converter has worked out so far. */
interface Made {
  readonly diagnostics: Map<Finding, Diagnostic>;
  readonly indexes: Map<FileId, LineIndex>;
}

export interface ConverterOptions {
  readonly texts: readonly { readonly file: FileId; readonly text: string }[];
  /** The client's own spelling of the URI. */
  readonly uriOf: (file: FileId) => DocumentUri;
  readonly catalogue?: Catalogue | undefined;
  /** Of an earlier analysis, with the same catalogue. */
  readonly previous?: Made | undefined;
  /** The findings, with those of the earlier analysis of which only the places differ. */
  readonly kept?: readonly (readonly [now: Finding, before: Finding])[] | undefined;
}

export function converter({ texts, uriOf, catalogue, previous, kept = [] }: ConverterOptions): Converter {
  const indexes = new Map<FileId, LineIndex>();
  const diagnostics = new Map<Finding, Diagnostic>();
  for (const { file, text } of texts) {
    const similar = previous?.indexes.get(file);
    if (similar) indexes.set(file, new LineIndex(text, similar));
  }
  const lines = (file: FileId) => {
    const known = indexes.get(file) ?? new LineIndex(texts.find((source) => source.file === file)?.text ?? '');
    indexes.set(file, known);
    return known;
  };
  const range = (span: Span) => toRange(lines(span.file), span);
  const location = (span: Span) => ({ uri: uriOf(span.file), range: range(span) });
  for (const [now, before] of kept) {
    const made = previous?.diagnostics.get(before);
    // Others are made when they are asked for.
    if (made && now.related.length === 0) diagnostics.set(now, atRange(made, range(now.at)));
  }
  const make = (finding: Finding): Diagnostic => {
    const made = toDiagnostic(finding, range, location, catalogue);
    diagnostics.set(finding, made);
    return made;
  };
  return {
    range,
    location,
    diagnostic: (finding) => diagnostics.get(finding) ?? make(finding),
    made: { diagnostics, indexes },
    textEdits: (edits) => groupEdits(edits, uriOf, range),
  };
}

/** The same object where it stays where it was, so that who compares is done at once. */
function atRange(made: Diagnostic, { start, end }: Range): Diagnostic {
  const { range } = made;
  const stays =
    start.line === range.start.line &&
    start.character === range.start.character &&
    end.line === range.end.line &&
    end.character === range.end.character;
  return stays ? made : { ...made, range: { start, end } };
}

function toDiagnostic(
  finding: Finding,
  range: Converter['range'],
  location: Converter['location'],
  catalogue: Catalogue | undefined,
): Diagnostic {
  const { related } = finding;
  return {
    range: range(finding.at),
    severity: SEVERITIES[finding.level],
    code: finding.rule,
    codeDescription: ruleDescription(finding.rule),
    source: SOURCE,
    message: format(finding.message, catalogue),
    // Empty lists are left out: they would be a good part of a long answer.
    tags: finding.tags.length > 0 ? finding.tags.map((tag) => TAGS[tag]) : undefined,
    relatedInformation:
      related.length > 0
        ? related.map(({ at, message }) => ({
            location: location(at),
            message: format(message, catalogue),
          }))
        : undefined,
    data: { kind: finding.kind },
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
