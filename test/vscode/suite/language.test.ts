import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { finding, open, rangeOf, waitFor } from './support';

async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const position = rangeOf(document, text).start.translate(0, 1);
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}

async function completionsAt(document: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

suite('language features', () => {
  suiteSetup(async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    await finding(document.uri, 'unknown-directive');
    const emqx = await open('emqx', 'emqx.conf');
    await finding(emqx.document.uri, 'tls-version-obsolete');
  });

  test('hover explains a directive', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    assert.match(await hoverAt(document, 'require_certificate'), /require_certificate[\s\S]*certificate/);
    const emqx = await open('emqx', 'emqx.conf');
    assert.match(await hoverAt(emqx.document, 'fail_if_no_peer_cert'), /certificate/);
  });

  test('completion offers directives and their values', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const name = await completionsAt(document, rangeOf(document, 'tls_version').start.translate(0, 'tls_'.length));
    assert.ok(name.includes('tls_version'), name.join(' '));
    const value = await completionsAt(document, rangeOf(document, 'tlsv1.1').start);
    assert.ok(value.includes('tlsv1.3'), value.join(' '));
    assert.ok(!value.includes('listener'), 'a directive is offered as a value');
  });

  test('completion offers what fits into an EMQX block', async () => {
    const { document } = await open('emqx', 'emqx.conf');
    const names = await completionsAt(document, rangeOf(document, 'verify = ').start);
    assert.ok(names.includes('handshake_timeout') && names.includes('honor_cipher_order'), names.join(' '));
    assert.ok(!names.includes('cacertfile'), 'a key that is there already is offered again');
    assert.ok(!names.includes('bind'), 'a key of the listener is offered in its ssl_options');
  });

  test('the outline shows the listeners', async () => {
    for (const [directory, file, name] of [
      ['faults', 'mosquitto.conf', /8883/],
      ['emqx', 'emqx.conf', /listeners\.ssl/],
    ] as const) {
      const { document } = await open(directory, file);
      const symbols = await vscode.commands.executeCommand<readonly vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      assert.ok(
        symbols.some((symbol) => name.test(`${symbol.name} ${symbol.detail}`)),
        symbols.map((symbol) => `${symbol.name} ${symbol.detail}`).join(' | '),
      );
    }
  });

  test('a certificate path is a link', async () => {
    const { document } = await open('watched', 'mosquitto.conf');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const links = await vscode.commands.executeCommand<readonly vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      10,
    );
    const link = links.find(({ range }) => document.getText(range) === 'certs/server.crt');
    assert.match(link?.target?.path ?? '', /watched\/certs\/server\.crt$/);
  });

  test('a certificate path leads to the file, and is completed', async () => {
    const { document } = await open('watched', 'mosquitto.conf');
    const path = rangeOf(document, 'certs/server.crt');
    const places = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      path.start.translate(0, 3),
    );
    const targets = places.map((place) => ('uri' in place ? place.uri : place.targetUri).path);
    assert.ok(
      targets.some((target) => target.endsWith('watched/certs/server.crt')),
      targets.join(' '),
    );
    const names = await completionsAt(document, path.start.translate(0, 'certs/'.length));
    assert.ok(names.includes('server.crt'), names.join(' '));
  });

  test('above a listener stands what it is, and what can be done with it', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    const shown = lenses.map(({ command }) => `${command?.title} (${command?.command})`);
    assert.ok(
      shown.some((text) => /^(TLS|plaintext).* \(\)$/.test(text)),
      shown.join(' | '),
    );
    const test = lenses.find(({ command }) => command?.command === 'mqttSecurity.testConnection');
    const [given] = test?.command?.arguments ?? [];
    assert.equal(vscode.Uri.parse(given?.listener?.uri).path, document.uri.path);
    assert.equal(given?.listener?.line, test?.range.start.line);
  });

  test('beside a certificate stands when it ends, and nothing that the lens says already', async () => {
    const { document } = await open('watched', 'mosquitto.conf');
    const hints = await vscode.commands.executeCommand<readonly vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    const labels = hints.map(({ label }) =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
    );
    assert.ok(labels.length > 0 && labels.every((label) => /^expire[ds] \d{4}-/.test(label)), labels.join(' | '));
  });

  test('names that the broker does not know are told from those that it does', async () => {
    const { document } = await open('faults', 'mosquitto.conf');
    const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    assert.ok(legend.tokenTypes.includes('unknownDirective'), legend.tokenTypes.join(' '));
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    const types = [...tokens.data].filter((_, index) => index % 5 === 3).map((type) => legend.tokenTypes[type]);
    assert.ok(types.includes('unknownDirective') && types.includes('property'), types.join(' '));
  });

  test('a document is formatted without a change of meaning', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'mosquitto',
      content: '  listener   1883  127.0.0.1  \n\n\n\n\nallow_anonymous  true',
    });
    const edits = await vscode.commands.executeCommand<readonly vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const change = new vscode.WorkspaceEdit();
    change.set(document.uri, [...edits]);
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.equal(document.getText(), 'listener   1883  127.0.0.1\n\n\nallow_anonymous  true\n');
  });

  test('listeners can be folded', async () => {
    const { document } = await open('emqx', 'emqx.conf');
    const ranges = await vscode.commands.executeCommand<readonly vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const line = rangeOf(document, 'listeners.ssl.default').start.line;
    assert.ok(
      ranges.some(({ start }) => start === line),
      JSON.stringify(ranges),
    );
  });

  test('Show Rule Page opens the page', async () => {
    await vscode.commands.executeCommand('mqttSecurity.showRulePage', 'plaintext-listener');
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    const page = () => labels().find((label) => label.includes('plaintext-listener'));
    await waitFor('the page', page, () => `the tabs are: ${labels().join(' | ')}`);
  });
});
