import {
  commands,
  type Disposable,
  EventEmitter,
  Range,
  TabInputTextDiff,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { type Message, t } from '../../../core/facts/message';
import { type Analysis, analyze, applyEdits, type Edit, type Migration } from '../../../core/lint';
import { analyzeOptions } from '../brokerDocument';
import { editorHost } from '../editorHost';
import { isBrokerDocument } from '../languages';
import { say } from '../ui/text';

/** Documents that show the rewritten texts; the path is that of the original, so that the editor knows the language. */
const SCHEME = 'mqtt-security-migration';
const TITLE = t('Migrate to Mosquitto 2.1');

/** Shows what a configuration becomes for Mosquitto 2.1 and, once confirmed, makes it so. → Was anything changed? */
export async function migrate(uri?: unknown): Promise<boolean> {
  const document = uri instanceof Uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  const analysis =
    document && isBrokerDocument(document)
      ? await analyze(document.uri.toString(), editorHost, await analyzeOptions(document))
      : undefined;
  if (!document || !analysis?.broker.migrate) {
    inform(t('Open a mosquitto.conf first, then migrate it.'));
    return false;
  }
  const migration = analysis.broker.migrate(analysis.workspace);
  if (migration.edits.length === 0) {
    inform(t('Nothing has to be rewritten for Mosquitto 2.1.'), detailOf(migration));
    return false;
  }
  const { version } = document;
  const shown = await showChanges(changedFiles(analysis, migration));
  try {
    if (!(await confirmed(migration))) return false;
    if (document.version !== version) {
      inform(t('The file has changed in the meantime: nothing was rewritten.'));
      return false;
    }
    return await apply(analysis, migration);
  } finally {
    await closeChanges();
    shown.dispose();
  }
}

function inform(message: Message, detail = ''): void {
  void window.showInformationMessage([say(message), detail].filter((text) => text !== '').join('\n'));
}

function detailOf({ notes }: Migration): string {
  return notes.map(({ message }) => `• ${say(message)}`).join('\n');
}

interface Changed {
  readonly original: Uri;
  readonly text: string;
}

function changedFiles({ workspace: { trees } }: Analysis, { edits }: Migration): readonly Changed[] {
  return trees.flatMap(({ file, text }) => {
    const own = edits.filter(({ span }) => span.file === file);
    return own.length === 0 ? [] : [{ original: Uri.parse(file), text: applyEdits(text, own) }];
  });
}

/** One file in a diff editor, several in the editor for many changes. */
async function showChanges(files: readonly Changed[]): Promise<Disposable> {
  const texts = new Map(files.map(({ original, text }) => [previewOf(original).toString(), text]));
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  const title = say(TITLE);
  // A preview of an earlier run may still be known to the editor.
  for (const { original } of files) changed.fire(previewOf(original));
  const [first] = files;
  if (first && files.length === 1) {
    await commands.executeCommand('vscode.diff', first.original, previewOf(first.original), title, { preview: true });
  } else {
    const rows = files.map(({ original }) => [original, original, previewOf(original)]);
    await commands.executeCommand('vscode.changes', title, rows);
  }
  return { dispose: () => [provider, changed].forEach((each) => void each.dispose()) };
}

/** The whole address goes into the query, so that two files never share a preview. */
function previewOf(original: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: original.path, query: original.toString() });
}

/** Not a dialog: the user may scroll through the changes while this waits. Picking a note asks again. */
async function confirmed({ notes }: Migration): Promise<boolean> {
  const rewrite = { label: `$(check) ${say(t('Rewrite the configuration as shown'))}` };
  const leave = { label: `$(close) ${say(t('Leave it as it is'))}` };
  const told = notes.map(({ message }) => ({ label: `$(info) ${say(message)}` }));
  const options = { title: say(TITLE), placeHolder: say(t('Look at the changes, then choose')), ignoreFocusOut: true };
  for (;;) {
    const answer = await window.showQuickPick([rewrite, leave, ...told], options);
    if (answer === undefined || answer === rewrite || answer === leave) return answer === rewrite;
  }
}

/** One edit over all files, and one step to undo. */
async function apply({ workspace: { trees } }: Analysis, { edits }: Migration): Promise<boolean> {
  const edit = new WorkspaceEdit();
  for (const { file, text } of trees) {
    const own = edits.filter(({ span }) => span.file === file);
    if (own.length === 0) continue;
    const document = await workspace.openTextDocument(Uri.parse(file));
    if (document.getText() !== text) {
      inform(t('The file has changed in the meantime: nothing was rewritten.'));
      return false;
    }
    const rangeOf = ({ span }: Edit) => new Range(document.positionAt(span.start), document.positionAt(span.end));
    for (const each of own) edit.replace(document.uri, rangeOf(each), each.text);
  }
  return workspace.applyEdit(edit);
}

async function closeChanges(): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter(({ input }) => input instanceof TabInputTextDiff && input.modified.scheme === SCHEME);
  if (own.length > 0) await window.tabGroups.close(own);
}
