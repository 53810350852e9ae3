import { type Disposable, EventEmitter, languages, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Analysis } from '../../../core/lint';

const SCHEME = 'mqtt-security-show';

/** After the last keystroke, in milliseconds. */
const QUIET = 300;

export interface EffectiveDocuments extends Disposable {
  /** Shows what the configuration comes to, beside it. → The address of the read-only document. */
  show(document: TextDocument): Promise<Uri>;
}

/** Read-only documents with the effective values of configurations; each follows the texts that it is made of. */
export function effectiveDocuments(): EffectiveDocuments {
  /** The files that each document was made of. */
  const shown = new Map<string, ReadonlySet<string>>();
  const changed = new EventEmitter<Uri>();
  let timer: NodeJS.Timeout | undefined;
  const renew = (file: Uri) => {
    const affected = [...shown].filter(([, files]) => files.has(file.toString()));
    if (affected.length === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const [uri] of affected) changed.fire(Uri.parse(uri));
    }, QUIET);
  };
  const parts: readonly Disposable[] = [
    changed,
    workspace.onDidChangeTextDocument(({ document }) => renew(document.uri)),
    workspace.onDidSaveTextDocument(({ uri }) => renew(uri)),
    workspace.onDidCloseTextDocument((document) => {
      // A document that changes its language is closed and opened again, and stays.
      if (!workspace.textDocuments.includes(document)) shown.delete(document.uri.toString());
    }),
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const { text, files } = await contentOf(uri);
        shown.set(uri.toString(), new Set(files));
        return text;
      },
    }),
  ];
  return {
    async show({ uri: original, languageId }) {
      const uri = Uri.from({ scheme: SCHEME, path: nameOf(original.path), query: original.toString() });
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document, { preview: true, viewColumn: -2 });
      // Chosen by the name, which is another one here.
      if (document.languageId !== languageId) await languages.setTextDocumentLanguage(document, languageId);
      return uri;
    },
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** `mosquitto (effective).conf`: its tab stands beside that of the file. */
function nameOf(path: string): string {
  return path.replace(/(\.[^./]*)?$/, (extension) => ` (effective)${extension}`);
}

/** Loaded when first asked for. */
async function contentOf({ query }: Uri): Promise<{ readonly text: string; readonly files: readonly string[] }> {
  const [{ analyze }, { analyzeOptions }, { editorHost }] = await Promise.all([
    import('../../../core/lint'),
    import('../brokerDocument'),
    import('../editorHost'),
  ]);
  const original = await workspace.openTextDocument(Uri.parse(query));
  const analysis = await analyze(original.uri.toString(), editorHost, await analyzeOptions(original));
  const files = analysis?.model.trees.map(({ file }) => file) ?? [];
  return { text: analysis ? await textOf(analysis) : '', files: [original.uri.toString(), ...files] };
}

async function textOf({ broker, workspace: loaded }: Analysis): Promise<string> {
  const [{ effectiveText, placer }, { say }, { l10n }] = await Promise.all([
    import('../../../core/lint'),
    import('./text'),
    import('vscode'),
  ]);
  const found = broker.effective?.(loaded);
  if (!found) return '';
  const texts = new Map(loaded.trees.map(({ file, text }) => [file, text]));
  const fileOf = (file: string) => ({
    name: workspace.asRelativePath(Uri.parse(file), false),
    text: texts.get(file) ?? '',
  });
  const place = placer({ fileOf });
  const problems = found.problems.map(({ at, message }) => {
    const { file, line } = place(at);
    return `# ${file}:${line}: ${say(message)}\n`;
  });
  return [...problems, effectiveText(found, { fileOf, secrets: false, catalogue: l10n.bundle })].join('');
}
