import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { fileOf, finding, noFinding, open, rangeOf, replace, revertAll, waitFor } from './support';

const FILES: Readonly<Record<string, string>> = {
  'mosquitto.conf': 'listener 1883 127.0.0.1\nacl_file aclfile\npassword_file users.lst\n',
  aclfile: 'topic read open/#\n\nuser ann\ntopic readwrite devices/#\n\nuser ben\ntopic read devices/#\n',
  'users.lst': 'ann:$7$101$Bi2+XUuwE4PkU0RV$Ro+XLMlWDOOeNguDiqikud9r\nben:secret\n',
  pskfile: 'client:0123456789abcdef0123456789abcdef\nother:xyz\n',
  'notes.lst': 'ann:likes tea\n',
};

const at = (name: string) => open('named', name);

suite('files that a Mosquitto configuration names', () => {
  suiteSetup(() => {
    mkdirSync(fileOf('named'), { recursive: true });
    for (const [name, text] of Object.entries(FILES)) writeFileSync(fileOf('named', name), text);
  });
  teardown(revertAll);

  test('an access list and a PSK file are known by their names', async () => {
    assert.equal((await at('aclfile')).document.languageId, 'mosquitto-acl');
    assert.equal((await at('pskfile')).document.languageId, 'mosquitto-psk');
  });

  test('a file with a name of its own is known by the configuration that names it; others are left alone', async () => {
    const notes = await at('notes.lst');
    const users = await at('users.lst');
    await at('mosquitto.conf');
    await language(users.document.uri, 'mosquitto-passwords');
    assert.equal(notes.document.languageId, 'plaintext');
  });

  test('each shows what is wrong with it, and typing changes that', async () => {
    const { document: acl } = await at('aclfile');
    const everybody = await finding(acl.uri, 'acl-anonymous-section');
    assert.equal(everybody.range.start.line, 0);
    await at('mosquitto.conf');
    const users = await at('users.lst');
    await language(users.document.uri, 'mosquitto-passwords');
    const plain = await finding(users.document.uri, 'password-plaintext');
    assert.equal(plain.range.start.line, 1);
    await replace(users, 'ben:secret\n', '');
    await noFinding(users.document.uri, 'password-plaintext');
    await at('aclfile');
    await finding(acl.uri, 'acl-unknown-user');
  });

  test('words of an access list are completed', async () => {
    const { document } = await at('aclfile');
    const found = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      rangeOf(document, 'readwrite').start,
    );
    const labels = found.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const word of ['read', 'write', 'readwrite', 'deny']) assert.ok(labels.includes(word), labels.join(' '));
    const start = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(1, 0),
    );
    const snippets = start.items.filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet);
    assert.ok(snippets.length > 0, 'no snippet is offered');
  });

  test('the outline names users and what they may', async () => {
    const symbols = async (name: string) => {
      const { document } = await at(name);
      const command = 'vscode.executeDocumentSymbolProvider';
      return vscode.commands.executeCommand<readonly vscode.DocumentSymbol[]>(command, document.uri);
    };
    const acl = await symbols('aclfile');
    assert.deepEqual(
      acl.map(({ name, children }) => `${name} ${children.length}`),
      ['topic 0', 'ann 1', 'ben 1'],
    );
    assert.deepEqual(
      (await symbols('pskfile')).map(({ name }) => name),
      ['client', 'other'],
    );
  });

  test('a user leads from the access list to the password, and back', async () => {
    await at('mosquitto.conf');
    const { document: acl } = await at('aclfile');
    const { document: users } = await at('users.lst');
    assert.deepEqual(await definition(acl, 'ann'), [`${users.uri.path}:0`]);
    assert.deepEqual(await definition(users, 'ben'), [`${acl.uri.path}:5`]);
  });

  test('a user is renamed in both files, and the passwords stay', async () => {
    const { document: users } = await at('users.lst');
    const { document: acl } = await at('aclfile');
    const command = 'vscode.executeDocumentRenameProvider';
    const position = rangeOf(acl, 'ann').start.translate(0, 1);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(command, acl.uri, position, 'anna');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(acl.getText(), FILES.aclfile?.replace('user ann', 'user anna'));
    assert.equal(users.getText(), FILES['users.lst']?.replace('ann:', 'anna:'));
  });

  // The last one: a change of the associations makes VS Code guess every language anew.
  test('what the user has decided stays', async () => {
    const settings = vscode.workspace.getConfiguration('files');
    writeFileSync(fileOf('named', 'mine.lst'), 'ann:secret\n');
    writeFileSync(fileOf('named', 'yours.lst'), 'ann:secret\n');
    await settings.update('associations', { 'mine.lst': 'plaintext' }, vscode.ConfigurationTarget.Workspace);
    try {
      const lists = 'listener 1883 127.0.0.1\nacl_file mine.lst\npassword_file yours.lst\n';
      writeFileSync(fileOf('named', 'other-mosquitto.conf'), lists);
      const { document } = await at('other-mosquitto.conf');
      await vscode.languages.setTextDocumentLanguage(document, 'mosquitto');
      const mine = await at('mine.lst');
      const yours = await at('yours.lst');
      const { uri } = await language(yours.document.uri, 'mosquitto-passwords');
      assert.equal(mine.document.languageId, 'plaintext');
      await vscode.languages.setTextDocumentLanguage(yours.document, 'plaintext');
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(documentOf(uri)?.languageId, 'plaintext', 'it is not given back');
    } finally {
      await settings.update('associations', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** A document whose language changes is closed and opened again. */
function language(uri: vscode.Uri, id: string): Promise<vscode.TextDocument> {
  const look = () => (documentOf(uri)?.languageId === id ? documentOf(uri) : undefined);
  return waitFor(`${uri.path} as ${id}`, look, () => `it is ${documentOf(uri)?.languageId}`);
}

async function definition(document: vscode.TextDocument, user: string): Promise<readonly string[]> {
  const places = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    rangeOf(document, user).start.translate(0, 1),
  );
  return places.map((place) =>
    'uri' in place
      ? `${place.uri.path}:${place.range.start.line}`
      : `${place.targetUri.path}:${place.targetRange.start.line}`,
  );
}
