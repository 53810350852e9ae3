import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { treeItem } from '../../../client/src/view/items';
import { allFiles, type CertificateItem, type Overview } from '../../../client/src/view/overview';
import { childrenOf, type Item, rootsOf } from '../../../client/src/view/tree';
import { type Answers, answering } from './answering';
import { fileOf, finding, open, revertAll } from './support';

const PLANTED = 'planted-passphrase-7f3a';

const at = (...segments: readonly string[]) => fileOf('life', ...segments);

const overview = () => vscode.commands.executeCommand<Overview>('mqttSecurity.refreshCertificates');

const run = <T>(command: string, ...given: readonly unknown[]) =>
  vscode.commands.executeCommand<T>(`mqttSecurity.${command}`, ...given);

function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(error, undefined, 'install the package openssl');
  assert.equal(status, 0, `openssl ${args[0]}: ${stderr}`);
  return stdout + stderr;
}

/** Every row below these as `label | description`, indented by depth. */
function rows(items: readonly Item[], depth = 0): readonly string[] {
  return items.flatMap((item) => {
    const { label, description = '' } = treeItem(item, Date.now());
    return [`${'  '.repeat(depth)}${String(label)} | ${String(description)}`, ...rows(childrenOf(item), depth + 1)];
  });
}

function itemOf(found: Overview, name: string): CertificateItem {
  const item = allFiles(found).find(({ file }) => file?.endsWith(`/life/certs/${name}`));
  assert.ok(item, `${name} is not in the view`);
  return item;
}

/** The wizard on the listener of this suite. */
const wizard = (answers: Answers) =>
  answering({ press: [], ...answers }, () =>
    run('generateCertificates', { listener: { uri: uriOf('mosquitto.conf'), line: 0 } }),
  );

const uriOf = (...segments: readonly string[]) => vscode.Uri.file(at(...segments)).toString();

suite('brokers and their certificates', () => {
  suiteSetup(async () => {
    mkdirSync(at(), { recursive: true });
    const lines = [
      'listener 8883 127.0.0.1',
      'allow_anonymous false',
      'cafile certs/ca.crt',
      'certfile certs/broker.crt',
    ];
    writeFileSync(at('mosquitto.conf'), [...lines, 'keyfile certs/broker.key', ''].join('\n'));
    await open('life', 'mosquitto.conf');
  });
  teardown(revertAll);

  test('the view has each file of a listener, expired and missing ones too', async () => {
    const { brokers } = await overview();
    const watched = brokers.find(({ name }) => name === 'watched/mosquitto.conf');
    assert.ok(watched, brokers.map(({ name }) => name).join(', '));
    const shown = rows([watched]).join('\n');
    assert.match(shown, /^mosquitto\.conf \| Mosquitto, watched\n {2}\S.*8883/);
    assert.match(shown, /server\.crt \| expired \d+ (?:days|years) ago$/m);
    assert.match(shown, /server\.key \| missing, private key/);
    assert.ok(!JSON.stringify(brokers).includes('PRIVATE KEY'), 'a key is in the data of the view');
  });

  test('the wizard fills the files that the listener names, with intermediate, archives and encrypted keys', async () => {
    const before = readFileSync(at('mosquitto.conf'), 'utf8');
    // All that is opened meanwhile: the plan is a preview, and the next document may take its place.
    const shown: vscode.TextDocument[] = [];
    const opened = vscode.workspace.onDidOpenTextDocument((document) => shown.push(document));
    const { asked } = await wizard({
      replies: {
        'MQTT user names': 'sensor-1, sensor-2',
        'Files for each client': 'Certificate, key and an archive',
        'Passphrase for the archives': PLANTED,
        'passphrase for the archives once more': PLANTED,
        'Authority that issues': 'New root and intermediate authority, keys encrypted',
        'New passphrase for the private key': PLANTED,
        'new passphrase for the private key of the authority once more': PLANTED,
        'The plan is shown': 'leave the configuration',
      },
      press: ['Remember'],
      until: 'Remember the passphrase',
    });
    assert.ok(!asked.some((text) => text.includes('Listener that gets')), 'the listener was known');
    opened.dispose();
    const told = shown.map((document) => document.getText()).join('\n');
    assert.match(told, /encrypted with the passphrase you have typed: `ca\.key`, `intermediate\.key`/);
    for (const name of ['broker.crt', 'broker.key', 'sensor-1.p12', 'intermediate.crt', 'ca.key', 'index.txt']) {
      assert.ok(existsSync(at('certs', name)), `${name}; asked: ${asked.join(' | ')}`);
    }
    assert.equal(readFileSync(at('mosquitto.conf'), 'utf8'), before);
    assert.match(readFileSync(at('certs', 'ca.key'), 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY/);
    openssl(
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-CAfile',
      at('certs/ca.crt'),
      '-untrusted',
      at('certs/intermediate.crt'),
      at('certs/broker.crt'),
    );
    openssl('pkcs12', '-in', at('certs/sensor-1.p12'), '-passin', `pass:${PLANTED}`, '-nokeys');
    assert.match(
      openssl('x509', '-in', at('certs/broker.crt'), '-noout', '-ext', 'subjectAltName'),
      /IP Address:127\.0\.0\.1/,
    );
  });

  test('the view shows when they end, and the unused ones apart', async () => {
    const found = await overview();
    const own = found.brokers.filter(({ name }) => name === 'life/mosquitto.conf');
    assert.match(rows(own).join('\n'), /broker\.crt \| 36[45] days left/);
    const unused = rootsOf(found).find(({ kind }) => kind === 'unused');
    assert.ok(unused);
    assert.match(rows([unused]).join('\n'), /sensor-1\.crt \| 36[45] days left/);
    const { tooltip, contextValue } = treeItem(itemOf(found, 'broker.crt'), Date.now());
    assert.ok(tooltip instanceof vscode.MarkdownString);
    for (const part of ['Subject', 'localhost', 'SHA']) assert.ok(tooltip.value.includes(part), tooltip.value);
    assert.match(contextValue ?? '', /\brenewable\b/);
  });

  test('from when on a certificate ends soon, the options file beside the configuration says', async () => {
    const file = at('.mqtt-security.json');
    writeFileSync(file, JSON.stringify({ certificateExpiryDays: 400 }));
    try {
      assert.equal(itemOf(await overview(), 'broker.crt').expiryDays, 400);
    } finally {
      rmSync(file);
    }
    assert.equal(itemOf(await overview(), 'broker.crt').expiryDays, 30);
  });

  test('a certificate is renewed with the remembered passphrase, once confirmed', async () => {
    const before = readFileSync(at('certs/broker.crt'), 'utf8');
    const item = itemOf(await overview(), 'broker.crt');
    const refused = await answering({ agree: false }, () => run('renewCertificate', item));
    assert.equal(refused.result, undefined);
    assert.equal(readFileSync(at('certs/broker.crt'), 'utf8'), before, 'nothing is written without a yes');

    const done = { agree: true, until: 'is valid until' };
    const { result, asked } = await answering(done, () => run('renewCertificate', item));
    assert.ok(result, asked.join(' | '));
    assert.notEqual(readFileSync(at('certs/broker.crt'), 'utf8'), before);
    assert.ok(
      asked.some((text) => text.includes('the remembered one')),
      asked.join(' | '),
    );
    assert.ok(
      asked.some((text) => text.includes('systemctl reload mosquitto')),
      asked.join(' | '),
    );
    openssl(
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-CAfile',
      at('certs/ca.crt'),
      '-untrusted',
      at('certs/intermediate.crt'),
      at('certs/broker.crt'),
    );
    const key = openssl('pkey', '-in', at('certs/broker.key'), '-pubout');
    assert.equal(openssl('x509', '-in', at('certs/broker.crt'), '-noout', '-pubkey'), key);
    assert.ok(readdirSync(at('certs')).some((name) => /^broker\.key\..+\.bak$/.test(name)));
    assert.equal(statSync(at('certs/broker.key')).mode & 0o777, 0o600);
  });

  test('a client is revoked, and the view says so', async () => {
    const item = itemOf(await overview(), 'sensor-2.crt');
    const { asked } = await answering({ agree: true, replies: { 'Why it is revoked': 'no longer in use' } }, () =>
      run('revokeCertificate', item),
    );
    const list = at('certs/intermediate.crl');
    assert.ok(existsSync(list), asked.join(' | '));
    openssl('crl', '-in', list, '-CAfile', at('certs/intermediate.crt'), '-noout', '-verify');
    assert.match(openssl('crl', '-in', list, '-noout', '-text'), /Cessation Of Operation/);
    assert.match(rows([itemOf(await overview(), 'sensor-2.crt')]).join(), /revoked/);
  });

  test('a passphrase is forgotten when told so', async () => {
    await answering({}, () => run('forgetPassphrases'));
    const item = itemOf(await overview(), 'broker.crt');
    const { result, asked } = await answering({ agree: true }, () => run('renewCertificate', item));
    assert.equal(result, undefined, 'no passphrase, no renewal');
    assert.ok(!asked.some((text) => text.includes('the remembered one')), asked.join(' | '));
  });

  test('a request is made, signed outside, and what comes back is imported beside its key', async () => {
    const folder = at('request');
    const made = await answering(
      { agree: true, replies: { 'Names and IP addresses': 'broker.example' }, files: [[folder]] },
      () => run('requestCertificate'),
    );
    assert.ok(made.result, made.asked.join(' | '));
    openssl('req', '-in', path.join(folder, 'server.csr'), '-noout', '-verify');
    const authority = ['-subj', '/CN=Outside CA', '-keyout', at('outside.key'), '-out', at('outside.crt')];
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...authority);
    const signed = at('signed.crt');
    const by = ['-CA', at('outside.crt'), '-CAkey', at('outside.key'), '-CAcreateserial'];
    openssl('x509', '-req', '-in', path.join(folder, 'server.csr'), ...by, '-out', signed);
    const { result, asked } = await answering(
      { agree: true, files: [[signed], [folder]], until: 'is valid until' },
      () => run('importCertificate'),
    );
    assert.ok(result, asked.join(' | '));
    const spki = openssl('x509', '-in', path.join(folder, 'server.crt'), '-noout', '-pubkey');
    assert.equal(openssl('pkey', '-in', path.join(folder, 'server.key'), '-pubout'), spki);
  });

  test('quick fixes lead to renewal and to the wizard', async () => {
    const { document } = await open('watched', 'mosquitto.conf');
    for (const [rule, command] of [
      ['certificate-expired', 'mqttSecurity.renewCertificate'],
      ['file-missing', 'mqttSecurity.generateCertificates'],
    ] as const) {
      const { range } = await finding(document.uri, rule);
      const kind = vscode.CodeActionKind.QuickFix.value;
      const name = 'vscode.executeCodeActionProvider';
      const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        name,
        document.uri,
        range,
        kind,
      );
      const offered = actions.map((action) => action.command?.command);
      assert.ok(offered.includes(command), `${rule}: ${offered.join(', ')}`);
    }
  });

  test('files for renewal open as untitled documents', async () => {
    await run('renewalFiles', 'certbot-mosquitto');
    const hook = vscode.window.activeTextEditor?.document;
    assert.equal(hook?.isUntitled, true);
    assert.match(hook?.getText() ?? '', /^#!\/bin\/sh/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('a hook is made for the name, the folder and the account that are asked for', async () => {
    const replies = {
      'Nothing is installed': 'Deploy hook of certbot for Mosquitto',
      'Name of the certificate': 'broker.example',
      'Account that': 'broker',
    };
    const { proposed } = await answering({ replies }, () => run('renewalFiles'));
    assert.ok(Object.values(proposed).includes('/etc/mosquitto/certs'), JSON.stringify(proposed));
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    for (const part of ['broker.example', '/etc/mosquitto/certs', "owner='broker'"])
      assert.ok(text.includes(part), text);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('the planted passphrase is nowhere but in the key store', async () => {
    const hits = [fileOf(), path.join(process.env.E2E_USER_DATA ?? fileOf(), 'logs')].flatMap(filesWith);
    assert.deepEqual(hits, []);
    const open = vscode.workspace.textDocuments.filter((document) => document.getText().includes(PLANTED));
    assert.deepEqual(
      open.map(({ uri }) => uri.toString()),
      [],
      'in a document or an output channel',
    );
    const settings = JSON.stringify(vscode.workspace.getConfiguration());
    assert.ok(!settings.includes(PLANTED), 'in the settings');
    const processes = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    assert.ok(!processes.stdout.includes(PLANTED), 'in the process list');
  });
});

function filesWith(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(PLANTED));
}
