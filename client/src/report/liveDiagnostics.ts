import { type Diagnostic, DiagnosticSeverity, type Disposable, languages, Range, Uri, workspace } from 'vscode';
import type { Place } from '../../../core/facts/expectation';
import type { ReportDifference } from '../../../core/probe';
import { say } from '../ui/text';

export interface LiveDiagnostics extends Disposable {
  /** Forgets what earlier tests said of a configuration. */
  clear(configuration: Uri): void;
  /** Shows differences on the lines of the configuration, until its next test or an edit of one of the files. */
  show(configuration: Uri, differences: readonly (readonly [Place, ReportDifference])[]): Promise<void>;
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** What a live broker was found to do otherwise than its file says. */
export function liveDiagnostics(): LiveDiagnostics {
  const collection = languages.createDiagnosticCollection('mqtt-security-live');
  /** The files that each configuration's differences are in. */
  const files = new Map<string, readonly string[]>();
  const clear = (configuration: Uri) => {
    for (const file of files.get(configuration.toString()) ?? []) collection.delete(Uri.parse(file));
    files.delete(configuration.toString());
  };
  const edited = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) collection.delete(document.uri);
  });
  return {
    clear,
    show: async (configuration, differences) => {
      clear(configuration);
      const byFile = new Map<string, Diagnostic[]>();
      for (const [place, difference] of differences) {
        byFile.set(place.file, [...(byFile.get(place.file) ?? []), await diagnosticOf(place, difference)]);
      }
      files.set(configuration.toString(), [...byFile.keys()]);
      for (const [file, diagnostics] of byFile) collection.set(Uri.parse(file), diagnostics);
    },
    dispose: () => {
      edited.dispose();
      collection.dispose();
    },
  };
}

async function diagnosticOf(
  { file, start, end }: Place,
  { id, level, message }: ReportDifference,
): Promise<Diagnostic> {
  const document = await workspace.openTextDocument(Uri.parse(file));
  const range = new Range(document.positionAt(start), document.positionAt(end));
  return { range, message: say(message), severity: SEVERITIES[level], source: 'mqtt-security (live)', code: id };
}
