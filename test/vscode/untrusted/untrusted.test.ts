import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { allFiles, type Overview } from '../../../client/src/view/overview';
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

  test('shows its certificates, and does nothing with them', async () => {
    const found = await vscode.commands.executeCommand<Overview>('mqttSecurity.refreshCertificates');
    const item = allFiles(found).find(({ file }) => file?.endsWith('/watched/certs/server.crt'));
    assert.equal(item?.certificates.length, 1);
    assert.deepEqual([item?.renewable, item?.revocable], [false, false]);
    const before = readFileSync(fileOf('watched', 'certs', 'server.crt'), 'utf8');
    for (const command of ['renewCertificate', 'revokeCertificate', 'showCertificate'])
      assert.equal(await vscode.commands.executeCommand(`mqttSecurity.${command}`, item), undefined, command);
    assert.equal(readFileSync(fileOf('watched', 'certs', 'server.crt'), 'utf8'), before);
  });

  test('does not make the view look outside its folder', async () => {
    const outside = path.join(path.dirname(fileOf()), 'outside.crt');
    copyFileSync(fileOf('watched', 'certs', 'server.crt'), outside);
    mkdirSync(fileOf('outside'));
    writeFileSync(fileOf('outside', 'mosquitto.conf'), `listener 8883\ncertfile ${outside}\nkeyfile ../../x.key\n`);
    const found = await vscode.commands.executeCommand<Overview>('mqttSecurity.refreshCertificates');
    const broker = found.brokers.find(({ name }) => name === 'outside/mosquitto.conf');
    const files = broker?.entries.flatMap((entry) => entry.files) ?? [];
    assert.deepEqual(
      files.map(({ state, certificates }) => `${state} ${certificates.length}`),
      ['unknown 0', 'unknown 0'],
    );
  });

  test('makes no connection', async () => {
    for (const command of ['testConnection', 'scanTls', 'checkRefusals', 'compareWithBroker']) {
      const result = await vscode.commands
        .executeCommand(`mqttSecurity.${command}`, { url: 'mqtts://127.0.0.1:1' })
        .then(
          (report) => report,
          () => undefined,
        );
      assert.equal(result, undefined, command);
    }
  });

  test('still has its fixes', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    await vscode.commands.executeCommand('mqttSecurity.fixAll');
    await noFinding(document.uri, 'unknown-directive');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
