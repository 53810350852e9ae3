import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { fileOf, open, rangeOf, revertAll } from './support';

const FLAT =
  'node.name = emqx@127.0.0.1\nallow_anonymous = false\nacl_nomatch = deny\nlistener.tcp.external = 127.0.0.1:1883\n';

suite('a flat file of EMQX 4.x', () => {
  suiteSetup(() => {
    mkdirSync(fileOf('emqx4'), { recursive: true });
    writeFileSync(fileOf('emqx4', 'emqx.conf'), FLAT);
  });
  teardown(revertAll);

  test('is translated into a new, untitled document; the file stays as it is', async () => {
    const { document } = await open('emqx4', 'emqx.conf');
    assert.equal(await vscode.commands.executeCommand('mqttSecurity.translateEmqx4'), true);
    const translated = vscode.window.activeTextEditor?.document;
    assert.ok(translated?.isUntitled);
    assert.equal(translated.languageId, 'emqx');
    assert.match(translated.getText(), /^listeners\.tcp\.external\.bind = "127\.0\.0\.1:1883"$/m);
    assert.equal(document.getText(), FLAT);
    assert.equal(readFileSync(fileOf('emqx4', 'emqx.conf'), 'utf8'), FLAT);
  });

  test('a file of 5.x is not translated', async () => {
    await open('emqx', 'emqx.conf');
    assert.equal(await vscode.commands.executeCommand('mqttSecurity.translateEmqx4'), false);
    assert.equal(vscode.window.activeTextEditor?.document.isUntitled, false);
  });
});

suite('the effective configuration', () => {
  teardown(revertAll);

  test('opens as a text that cannot be changed, with the place of each value', async () => {
    const { document } = await open('emqx', 'emqx.conf');
    const uri = await vscode.commands.executeCommand<vscode.Uri>('mqttSecurity.showEffectiveConfiguration');
    assert.ok(uri);
    const shown = vscode.window.activeTextEditor?.document;
    assert.equal(shown?.uri.toString(), uri.toString());
    assert.notEqual(uri.scheme, 'file');
    const line = rangeOf(document, 'bind = "0.0.0.0:8883"').start.line + 1;
    assert.match(shown?.getText() ?? '', new RegExp(`listeners\\.ssl\\.default\\.bind = .*8883.*emqx\\.conf:${line}`));
    assert.match(shown?.getText() ?? '', /listeners\.tcp\.default\.max_connections = infinity +# default/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), 'x');
    assert.equal(await vscode.workspace.applyEdit(edit).then((done) => done && shown?.isDirty), false);
  });
});
