import { commands, workspace } from 'vscode';
import { fileGiven } from '../view/argument';

/** Shows a file in the explorer; one outside the workspace in the file manager of the operating system. */
export async function revealCertificate(given?: unknown): Promise<void> {
  const uri = fileGiven(given);
  if (!uri) return;
  await commands.executeCommand(workspace.getWorkspaceFolder(uri) ? 'revealInExplorer' : 'revealFileInOS', uri);
}
