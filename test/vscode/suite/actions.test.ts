import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { finding, noFinding, open, rangeOf, revertAll } from './support';

async function actionsAt(document: vscode.TextDocument, range: vscode.Range, kind: vscode.CodeActionKind) {
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind.value,
    20,
  );
  return actions;
}

suite('fixes', () => {
  teardown(revertAll);

  test('a quick fix repairs a misspelt directive', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const { range } = await finding(document.uri, 'unknown-directive');
    const actions = await actionsAt(document, range, vscode.CodeActionKind.QuickFix);
    const fix = actions.find(({ title, edit }) => edit !== undefined && title.includes('max_connections'));
    assert.ok(fix?.edit, `no such fix among: ${actions.map(({ title }) => title).join(' | ')}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(rangeOf(document, 'max_connections 100')), 'max_connections 100');
    await noFinding(document.uri, 'unknown-directive');
  });

  test('a finding can be ignored with a comment above it', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const { range } = await finding(document.uri, 'tls-version-obsolete');
    const actions = await actionsAt(document, range, vscode.CodeActionKind.QuickFix);
    const ignore = actions.find(({ title }) => /ignore/i.test(title) && title.includes('tls-version-obsolete'));
    assert.ok(ignore?.edit, `no such action among: ${actions.map(({ title }) => title).join(' | ')}`);
    assert.ok(await vscode.workspace.applyEdit(ignore.edit));
    assert.match(document.getText(), /^# mqtt-security-ignore tls-version-obsolete -- .+\ntls_version tlsv1\.1$/m);
  });

  test('Fix All makes every safe repair as one undoable step', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    await finding(document.uri, 'unknown-directive');
    const before = document.getText();
    await vscode.commands.executeCommand('mqttSecurity.fixAll');
    assert.match(document.getText(), /^max_connections 100$/m);
    // Old devices would be locked out: that is for the user to decide.
    assert.match(document.getText(), /^tls_version tlsv1\.1$/m);
    await noFinding(document.uri, 'unknown-directive');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('the same repairs are offered to editor.codeActionsOnSave', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    await finding(document.uri, 'unknown-directive');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const kind = vscode.CodeActionKind.SourceFixAll.append('mqttSecurity');
    const actions = await actionsAt(document, whole, kind);
    assert.deepEqual(
      actions.map((action) => action.kind?.value),
      [kind.value],
    );
  });
});
