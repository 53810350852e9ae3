import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { fileOf, finding, open, revertAll, waitFor } from './support';

const OLD = '# broker\nport 1884\nbind_address 127.0.0.1\nretry_interval 20\n';
const NEW = '# broker\nlistener 1884 127.0.0.1\n';

function previews(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'mqtt-security-migration',
  );
}

async function shown(): Promise<vscode.Tab> {
  return waitFor('the changes', () => previews()[0]);
}

suite('rewriting', () => {
  suiteSetup(() => {
    for (const [folder, text] of Object.entries({ old: OLD, hard: 'listener 1883\n' })) {
      mkdirSync(fileOf(folder), { recursive: true });
      writeFileSync(fileOf(folder, 'mosquitto.conf'), text);
    }
  });
  teardown(revertAll);

  test('Migrate shows the changes first, and makes them one undoable step once confirmed', async () => {
    const { document } = await open('old', 'mosquitto.conf');
    const done = vscode.commands.executeCommand<boolean>('mqttSecurity.migrate', document.uri);
    const { input } = await shown();
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const preview = await vscode.workspace.openTextDocument(input.modified);
    assert.equal(preview.getText(), NEW);
    assert.equal(document.getText(), OLD);
    await accept(done);
    assert.equal(await done, true);
    assert.equal(document.getText(), NEW);
    assert.deepEqual(previews(), []);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), OLD);
  });

  test('Migrate changes nothing when it is left', async () => {
    const { document } = await open('old', 'mosquitto.conf');
    const done = vscode.commands.executeCommand<boolean>('mqttSecurity.migrate', document.uri);
    await shown();
    await repeat('workbench.action.closeQuickOpen', done);
    assert.equal(await done, false);
    assert.equal(document.getText(), OLD);
  });

  test('a listener is hardened by one action with every change in it', async () => {
    const { document } = await open('hard', 'mosquitto.conf');
    await finding(document.uri, 'plaintext-listener');
    const kind = vscode.CodeActionKind.RefactorRewrite.append('mqttSecurity').append('harden');
    const range = new vscode.Range(0, 0, 0, 3);
    const command = 'vscode.executeCodeActionProvider';
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      command,
      document.uri,
      range,
      kind.value,
      1,
    );
    assert.equal(actions.length, 1, actions.map(({ title }) => title).join(' | '));
    assert.match(actions[0]?.title ?? '', /^Harden listener/);
    assert.ok((actions[0]?.edit?.get(document.uri).length ?? 0) > 0);
  });
});

/** The pick may not be open yet when the changes are, so the key is pressed until it counts. */
async function repeat(command: string, done: Thenable<unknown>): Promise<void> {
  let over = false;
  void done.then(() => {
    over = true;
  });
  for (let i = 0; i < 100 && !over; i++) {
    await vscode.commands.executeCommand(command);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function accept(done: Thenable<unknown>): Promise<void> {
  return repeat('workbench.action.acceptSelectedQuickOpenItem', done);
}
