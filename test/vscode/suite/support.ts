import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

export const EXTENSION = 'mqtt-security.mqtt-security';

/** The broker that the runner started; the suite does not run without it. */
export interface RunningBroker {
  readonly url: string;
  readonly mutualUrl: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly serverCert: string;
  readonly serverKey: string;
}

export function runningBroker(): RunningBroker {
  const text = process.env.E2E_BROKER;
  assert.ok(text, 'the runner did not hand over its broker in E2E_BROKER');
  return JSON.parse(text);
}

/** A file of the temporary workspace, on disk. */
export function fileOf(...segments: readonly string[]): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return path.join(folder.uri.fsPath, ...segments);
}

/** Opens a file of the workspace in an editor, as a user does. */
export async function open(...segments: readonly string[]): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(fileOf(...segments)));
  return vscode.window.showTextDocument(document);
}

/** Waits until `look` finds something. The error says what was there instead. */
export async function waitFor<T>(what: string, look: () => T | undefined, seen: () => string = () => ''): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > end) assert.fail(`waited in vain for ${what}; ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

function rulesOf(uri: vscode.Uri): readonly string[] {
  return vscode.languages.getDiagnostics(uri).map(ruleOf);
}

/** Waits until a document has a finding of the rule. */
export function finding(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  const look = () => vscode.languages.getDiagnostics(uri).find((diagnostic) => ruleOf(diagnostic) === rule);
  return waitFor(`a finding of ${rule}`, look, () => `there are: ${rulesOf(uri).join(', ') || 'none'}`);
}

/** Waits until none of the rules has a finding in a document. */
export function noFinding(uri: vscode.Uri, ...rules: readonly string[]): Promise<true> {
  const look = () => (rulesOf(uri).some((rule) => rules.includes(rule)) ? undefined : true);
  return waitFor(`no finding of ${rules.join(', ')}`, look, () => `there are: ${rulesOf(uri).join(', ')}`);
}

/** The place of a text in a document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `"${text}" is not in the document`);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}

export async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const range = rangeOf(editor.document, from);
  assert.ok(await editor.edit((builder) => builder.replace(range, to)), 'the edit was refused');
}

/** Gives up all changes, so that the next test sees the files as they are on disk. */
export async function revertAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}
