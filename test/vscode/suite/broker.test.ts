import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileOf, finding, noFinding, open, replace, revertAll, runningBroker } from './support';

/** The part of the report that the tests look at. */
interface ConnectionReport {
  readonly ok: boolean;
  readonly stages: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly problem?: { readonly code: string };
  }[];
}

function testConnection(options: Readonly<Record<string, unknown>>): Thenable<ConnectionReport> {
  return vscode.commands.executeCommand<ConnectionReport>('mqttSecurity.testConnection', options);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Starts Mosquitto with a file and waits until it runs; rejects with its log when it refuses. */
function startMosquitto(config: string): Promise<ChildProcess> {
  const child = spawn(process.env.E2E_MOSQUITTO ?? 'mosquitto', ['-c', config], { cwd: path.dirname(config) });
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk) => {
      log += String(chunk);
      if (/mosquitto version \S+ running/.test(log)) resolve(child);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`mosquitto ended with ${code}\n${log}`)));
  });
}

suite('connection test', () => {
  test('passes every stage of a real broker with mutual TLS', async () => {
    const { mutualUrl, ca, cert, key } = runningBroker();
    const report = await testConnection({ url: mutualUrl, ca, cert, key, roundtrip: true });
    assert.equal(report.ok, true, JSON.stringify(report));
    assert.ok(report.stages.length >= 5, JSON.stringify(report.stages.map(({ name }) => name)));
  });

  test('says which stage fails, and why, without the client certificate', async () => {
    const { mutualUrl, ca } = runningBroker();
    const report = await testConnection({ url: mutualUrl, ca });
    assert.equal(report.ok, false);
    assert.ok(report.stages.at(-1)?.problem?.code, JSON.stringify(report));
  });

  test('does not trust a broker whose authority it does not know', async () => {
    const report = await testConnection({ url: runningBroker().url });
    assert.equal(report.ok, false);
    assert.equal(report.stages.find(({ ok }) => !ok)?.name, 'tls', JSON.stringify(report));
  });
});

suite('certificates', () => {
  let broker: ChildProcess | undefined;
  suiteTeardown(() => broker?.kill('SIGKILL'));
  teardown(revertAll);

  test('the wizard completes a listener, Mosquitto runs it, and the connection test passes', async () => {
    const port = await freePort();
    const editor = await open('wizard', 'mosquitto.conf');
    const { document } = editor;
    // Run by root, Mosquitto would become a user who may not read root's keys.
    if (process.getuid?.() === 0)
      await replace(editor, '# The certificate wizard', 'user root\n# The certificate wizard');
    await replace(editor, 'listener 8883', `listener ${port}`);
    await document.save();
    const written = document.getText();

    const directory = fileOf('wizard', 'certs');
    const options = {
      directory,
      dns: ['localhost'],
      ip: ['127.0.0.1'],
      clients: ['sensor-1'],
      key: 'p256',
      days: 30,
      writeConfig: true,
      overwrite: false,
    };
    await vscode.commands.executeCommand('mqttSecurity.generateCertificates', options);

    const names = await readdir(directory);
    for (const name of ['ca.crt', 'ca.key', 'server.crt', 'server.key', 'sensor-1.crt', 'sensor-1.key']) {
      assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
    }
    for (const name of names.filter((file) => file.endsWith('.key'))) {
      assert.equal((await stat(path.join(directory, name))).mode & 0o777, 0o600, name);
    }
    for (const directive of ['cafile', 'certfile', 'keyfile'])
      assert.match(document.getText(), new RegExp(`^${directive} .+`, 'm'));

    const completed = document.getText();
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), written, 'one undo takes the whole edit back');
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), completed);

    await replace(
      editor,
      'allow_anonymous false',
      'allow_anonymous false\nrequire_certificate true\nuse_identity_as_username true',
    );
    await document.save();
    await noFinding(
      document.uri,
      'tls-incomplete',
      'file-missing',
      'certificate-key-mismatch',
      'private-key-permissions',
    );
    broker = await startMosquitto(document.uri.fsPath);
    const file = (name: string) => path.join(directory, name);
    const report = await testConnection({
      url: `mqtts://localhost:${port}`,
      ca: file('ca.crt'),
      cert: file('sensor-1.crt'),
      key: file('sensor-1.key'),
      roundtrip: true,
    });
    assert.equal(report.ok, true, JSON.stringify(report));
  });

  test('the wizard never overwrites files unasked', async () => {
    const directory = fileOf('wizard', 'certs');
    const before = await readFile(path.join(directory, 'ca.crt'), 'utf8');
    const options = { directory, dns: ['localhost'], clients: [], writeConfig: false, overwrite: false };
    await Promise.resolve(vscode.commands.executeCommand('mqttSecurity.generateCertificates', options)).catch(
      () => undefined,
    );
    assert.equal(await readFile(path.join(directory, 'ca.crt'), 'utf8'), before);
  });

  test('the wizard fills in ssl_options of EMQX', async () => {
    const { document } = await open('emqx', 'gateway.hocon');
    await finding(document.uri, 'tls-version-obsolete');
    const options = {
      directory: fileOf('emqx', 'made'),
      dns: ['localhost'],
      ip: [],
      clients: ['sensor-2'],
      writeConfig: true,
      overwrite: false,
    };
    await vscode.commands.executeCommand('mqttSecurity.generateCertificates', options);
    for (const key of ['cacertfile', 'certfile', 'keyfile'])
      assert.match(document.getText(), new RegExp(`\\b${key}\\s*=\\s*".+"`));
    await noFinding(document.uri, 'syntax-error', 'duplicate-directive');
  });
});
