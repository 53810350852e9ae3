import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { fileOf, finding, noFinding, open } from '../suite/support';

suite('a workspace that nobody trusts', () => {
  suiteSetup(() => assert.equal(vscode.workspace.isTrusted, false, 'the host trusts the workspace'));

  test('is linted', async () => {
    const mosquitto = await open('faults', 'mosquitto.conf');
    await finding(mosquitto.document.uri, 'unknown-directive');
    const emqx = await open('emqx', 'emqx.conf');
    await finding(emqx.document.uri, 'tls-version-obsolete');
  });

  test('gets no certificates', async () => {
    const directory = fileOf('certificates-of-an-untrusted-workspace');
    const made = await vscode.commands
      .executeCommand('mqttSecurity.generateCertificates', { directory, dns: ['x'] })
      .then(
        (result) => result,
        () => undefined,
      );
    assert.equal(made, undefined);
    assert.equal(existsSync(directory), false);
  });

  test('makes no connection', async () => {
    const result = await vscode.commands
      .executeCommand('mqttSecurity.testConnection', { url: 'mqtt://127.0.0.1:1' })
      .then(
        (report) => report,
        () => undefined,
      );
    assert.equal(result, undefined);
  });

  test('still has its fixes', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    await vscode.commands.executeCommand('mqttSecurity.fixAll');
    await noFinding(document.uri, 'unknown-directive');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
