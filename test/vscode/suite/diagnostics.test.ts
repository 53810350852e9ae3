import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  EXTENSION,
  fileOf,
  finding,
  noFinding,
  open,
  rangeOf,
  replace,
  revertAll,
  runningBroker,
  waitFor,
} from './support';

suite('findings', () => {
  teardown(revertAll);

  test('opening a Mosquitto file activates the extension', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, 'the extension is not installed');
    const { document } = await open('faults', 'mosquitto.conf');
    assert.equal(document.languageId, 'mosquitto');
    await waitFor('activation', () => extension.isActive || undefined);
  });

  test('a Mosquitto file shows what is wrong, and where', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const unknown = await finding(document.uri, 'unknown-directive');
    assert.equal(document.getText(unknown.range), 'max_conections');
    assert.equal(unknown.severity, vscode.DiagnosticSeverity.Error);
    assert.match(unknown.message, /max_connections/);
    const old = await finding(document.uri, 'tls-version-obsolete');
    assert.equal(old.range.start.line, rangeOf(document, 'tls_version').start.line);
    for (const rule of ['plaintext-listener', 'anonymous-access', 'file-missing']) await finding(document.uri, rule);
  });

  test('a finding leads to the page of its rule', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const { code } = await finding(document.uri, 'unknown-directive');
    assert.ok(typeof code === 'object', 'the code has no address');
    const page = await vscode.workspace.openTextDocument(code.target);
    assert.match(page.getText(), /^# unknown-directive/, 'the page that comes with the extension');
  });

  test('an EMQX file shows what is wrong', async () => {
    const { document } = await open('emqx', 'emqx.conf');
    assert.equal(document.languageId, 'emqx');
    for (const rule of ['plaintext-listener', 'tls-version-obsolete', 'client-certificate-contradiction']) {
      await finding(document.uri, rule);
    }
    const old = await finding(document.uri, 'tls-version-obsolete');
    assert.equal(old.range.start.line, rangeOf(document, 'versions').start.line);
  });

  test('a .hocon file with EMQX in it becomes EMQX', async () => {
    const { document } = await open('emqx', 'gateway.hocon');
    await finding(document.uri, 'tls-version-obsolete');
    assert.equal(document.languageId, 'emqx');
  });

  test('typing changes the findings', async () => {
    const editor = await open('faults', 'mosquitto.conf');
    const { uri } = editor.document;
    await finding(uri, 'tls-version-obsolete');
    await replace(editor, 'tlsv1.1', 'tlsv1.2');
    await noFinding(uri, 'tls-version-obsolete');
    await replace(editor, 'listener 8883', 'listenr 8883');
    await waitFor('two unknown directives', () => {
      const messages = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
      return messages.some((message) => message.includes('listenr')) || undefined;
    });
    await revertAll();
    await finding(uri, 'tls-version-obsolete');
  });

  test('a certificate replaced on disk changes the findings', async () => {
    const { document } = await open('watched', 'mosquitto.conf');
    await finding(document.uri, 'certificate-expired');
    await finding(document.uri, 'file-missing');
    const { ca, serverCert, serverKey } = runningBroker();
    await copyFile(serverKey, fileOf('watched', 'certs', 'server.key'));
    await finding(document.uri, 'certificate-key-mismatch');
    await copyFile(serverCert, fileOf('watched', 'certs', 'server.crt'));
    await copyFile(ca, fileOf('watched', 'certs', 'ca.crt'));
    await noFinding(document.uri, 'certificate-expired', 'certificate-key-mismatch', 'file-missing');
  });

  test('an included file that appears on disk changes the findings, and has its own', async () => {
    const { document } = await open('mosquitto', 'mosquitto.conf');
    await finding(document.uri, 'file-missing');
    await mkdir(fileOf('mosquitto', 'conf.d'));
    await writeFile(fileOf('mosquitto', 'conf.d', '10-tls.conf'), 'listener 8883\nkeyfil server.key\n');
    await noFinding(document.uri, 'file-missing');
    const included = await open('mosquitto', 'conf.d', '10-tls.conf');
    assert.equal(included.document.languageId, 'mosquitto');
    await finding(included.document.uri, 'unknown-directive');
  });
});
