import { type CodeAction, CodeActionKind, commands, Range, type TextDocument, Uri, window, workspace } from 'vscode';
import { t } from '../../../core/facts/message';
import { say } from '../ui/text';

const KIND = CodeActionKind.SourceFixAll.append('mqttSecurity');

/** Applies every safe fix of the file, by default the one in the active editor. → Was anything changed? */
export async function fixAll(uri?: unknown): Promise<boolean> {
  const document = uri instanceof Uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (!document) {
    void window.showInformationMessage(say(t('Open a broker configuration first, then run Fix All.')));
    return false;
  }
  const edits = (await fixAllActions(document)).flatMap(({ edit }) => edit ?? []);
  if (edits.length === 0) {
    void window.showInformationMessage(say(t('Nothing here can be fixed safely without your decision.')));
    return false;
  }
  const applied = await Promise.all(edits.map((edit) => workspace.applyEdit(edit)));
  return applied.every(Boolean);
}

async function fixAllActions(document: TextDocument): Promise<readonly CodeAction[]> {
  const whole = new Range(0, 0, document.lineCount, 0);
  const found = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    document.validateRange(whole),
    KIND.value,
    1,
  );
  return found.filter(({ kind }) => kind && KIND.contains(kind));
}
