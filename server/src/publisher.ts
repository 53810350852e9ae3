import {
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { format } from '../../core/facts/message';
import type { FileId } from '../../core/lint/index';
import type { ClientFacts } from './capabilities';
import { coalesce } from './coalesce';
import { SOURCE } from './convert';
import type { Documents } from './documents';
import { findingsIn, type Linting, type Result } from './linting';
import { isSame } from './neighbours';

export interface Publisher {
  /** The answer to `textDocument/diagnostic`. */
  pull(file: FileId, previousResultId: string | undefined): Promise<DocumentDiagnosticReport>;
  /** Something has changed: brings the client up to date soon, once for many changes. */
  schedule(): void;
}

export interface PublisherOptions {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly linting: Linting;
  readonly client: ClientFacts;
  /** Called after each round, when the dependencies are known. */
  readonly afterRound: () => void;
  readonly failed: (error: unknown) => void;
}

/** A client that pulls asks by itself after an edit; so long it has the word. */
const PULL_GRACE = 100;

export function publisher(options: PublisherOptions): Publisher {
  const { connection, documents, linting, client } = options;
  const send = sender(connection);
  const answers = new Map<FileId, Answer>();
  let lastId = 0;
  const pulled = new Map<FileId, string>();
  const related = new Map<FileId, readonly FileId[]>();

  async function round(): Promise<void> {
    const wanted = new Map<string, Sent>();
    let outdated = false;
    const files = [...documents.ids];
    // What one says may depend on the others.
    for (const file of files) await linting.results(file);
    for (const file of files) {
      const results = await linting.judged(file);
      if (!client.pullDiagnostics) {
        wanted.set(documents.uriOf(file), {
          version: documents.version(file),
          diagnostics: diagnosticsOf(file, results),
        });
      } else if (pulled.has(file) && pulled.get(file) !== answerFor(file, results).resultId) outdated = true;
    }
    linting.tidy();
    for (const [file, diagnostics] of unopened(options)) wanted.set(documents.uriOf(file), { diagnostics });
    for (const known of [answers, pulled])
      for (const file of known.keys()) if (!documents.isOpen(file)) known.delete(file);
    send(wanted);
    if (outdated && client.refresh) connection.languages.diagnostics.refresh().catch(options.failed);
    options.afterRound();
  }

  /** Made once for each analysis. */
  function answerFor(file: FileId, results: readonly Result[]): Answer {
    const known = answers.get(file);
    if (known && isSame(known.results, results)) return known;
    const items = diagnosticsOf(file, results);
    const resultId = known && areAlike(known.items, items) ? known.resultId : String(++lastId);
    const answer = { results, items, resultId };
    answers.set(file, answer);
    return answer;
  }

  async function pull(file: FileId, previousResultId: string | undefined): Promise<DocumentDiagnosticReport> {
    const results = await linting.judged(file);
    const { items, resultId } = answerFor(file, results);
    pulled.set(file, resultId);
    const relatedDocuments = client.relatedDocuments ? relatedReports(file, results, options, related) : undefined;
    if (resultId === previousResultId) {
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId, relatedDocuments };
    }
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items], relatedDocuments };
  }

  const schedule = coalesce(() => round().catch(options.failed), client.pullDiagnostics ? PULL_GRACE : 0);
  return { pull, schedule };
}

interface Answer {
  readonly results: readonly Result[];
  readonly items: readonly Diagnostic[];
  /** Stays as long as the diagnostics are the same, whatever analysis they come from. */
  readonly resultId: string;
}

/** Those of an unchanged part of a large text are the same objects. */
function areAlike(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => item === b[index] || JSON.stringify(item) === JSON.stringify(b[index]))
  );
}

interface Sent {
  readonly version?: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** → sends what differs from the last time; what is no longer wanted is emptied. By URI. */
function sender(connection: Connection): (wanted: ReadonlyMap<string, Sent>) => void {
  const sent = new Map<string, Sent>();
  return (wanted) => {
    for (const [uri, { version, diagnostics }] of wanted) {
      const last = sent.get(uri);
      if (last && last.version === version && areAlike(last.diagnostics, diagnostics)) continue;
      sent.set(uri, { version, diagnostics });
      connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
    }
    for (const uri of sent.keys()) {
      if (wanted.has(uri)) continue;
      sent.delete(uri);
      connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  };
}

function diagnosticsOf(file: FileId, results: readonly Result[]): readonly Diagnostic[] {
  return findingsIn(file, results).map(({ finding, result }) => result.converter.diagnostic(finding));
}

/** What is to be sent for files that nobody has open: included files, and options files that are wrong. */
function unopened({ documents, linting, client }: PublisherOptions): Map<FileId, readonly Diagnostic[]> {
  const wanted = new Map<FileId, readonly Diagnostic[]>();
  const results = linting.all();
  for (const { options } of results) {
    if (options && options.problems.length > 0)
      wanted.set(
        options.file,
        options.problems.map((problem) => atTop(format(problem, client.catalogue))),
      );
  }
  if (client.pullDiagnostics && client.relatedDocuments) return wanted;
  // A configuration that was only looked up for one open fragment says nothing about its other files.
  const opened = results.filter(({ root }) => documents.isOpen(root));
  for (const file of new Set(opened.flatMap(includedFiles))) {
    const diagnostics = documents.isOpen(file) ? [] : diagnosticsOf(file, opened);
    if (diagnostics.length > 0) wanted.set(file, diagnostics);
  }
  return wanted;
}

function atTop(message: string): Diagnostic {
  const top = { line: 0, character: 0 };
  return { range: { start: top, end: top }, severity: DiagnosticSeverity.Warning, source: SOURCE, message };
}

function includedFiles({ root, analysis }: Result): FileId[] {
  return (analysis?.sources ?? []).map(({ file }) => file).filter((file) => file !== root);
}

/** Reports on the files that this one includes; an empty one where something was reported before. */
function relatedReports(
  file: FileId,
  results: readonly Result[],
  { documents }: PublisherOptions,
  related: Map<FileId, readonly FileId[]>,
): Record<string, FullDocumentDiagnosticReport> {
  const own = results.filter(({ root }) => root === file);
  const now = own.flatMap(includedFiles).filter((included) => !documents.isOpen(included));
  const before = related.get(file) ?? [];
  related.set(file, now);
  return Object.fromEntries(
    [...new Set([...now, ...before])]
      .filter((included) => !documents.isOpen(included))
      .map((included) => [documents.uriOf(included), { kind: 'full', items: [...diagnosticsOf(included, own)] }]),
  );
}
