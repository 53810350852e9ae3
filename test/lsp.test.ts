import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  CreateFile,
  Diagnostic,
  DocumentDiagnosticReport,
  DocumentLink,
  DocumentSymbol,
  FileSystemWatcher,
  FoldingRange,
  FullDocumentDiagnosticReport,
  Hover,
  InlayHint,
  Location,
  PublishDiagnosticsParams,
  Range,
  RegistrationParams,
  RelativePattern,
  SemanticTokens,
  TextDocumentEdit,
  TextEdit,
} from 'vscode-languageserver/node';
import { bundle, temporaryDirectory } from './support/bundle';
import { type LspClient, lspClient } from './support/lspClient';

const temporary = temporaryDirectory();
let server = '';
const running: LspClient[] = [];

before(async () => {
  server = await bundle('server', temporary);
});
after(async () => {
  await Promise.all(running.map((client) => client.stop()));
  rmSync(temporary, { recursive: true, force: true });
});

/** As VS Code declares itself. */
const EDITOR = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, snippetEditSupport: true },
  },
  textDocument: {
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
};
/** An editor of the old kind: takes what it is sent, cannot be asked, watches nothing. */
const PLAIN_EDITOR = { textDocument: {} };

interface Workspace {
  readonly client: LspClient;
  readonly folder: string;
  uri(name: string): string;
  write(name: string, text: string): void;
  open(name: string, text: string, languageId?: string): void;
  /** Replaces a range, as an editor does on a keystroke. */
  edit(name: string, version: number, range: Range, text: string): void;
  pull(name: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  rules(name: string): Promise<string[]>;
  actions(name: string, line: number, only?: string[]): Promise<CodeAction[]>;
}

interface Settings {
  capabilities?: unknown;
  files?: Record<string, string>;
  configuration?: () => unknown;
  initializationOptions?: unknown;
}

async function workspace(settings: Settings) {
  const { capabilities = EDITOR, files = {}, configuration } = settings;
  const initializationOptions =
    settings.initializationOptions ?? (capabilities === EDITOR ? { trusted: true } : undefined);
  const folder = mkdtempSync(path.join(temporary, 'workspace-'));
  const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const answers = { 'workspace/configuration': () => [configuration?.() ?? {}] };
  const client = await lspClient({ server, capabilities, folder, initializationOptions, answers });
  running.push(client);
  const pull = (name: string, previousResultId?: string) =>
    client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: uri(name) },
      previousResultId,
    });
  const all: Workspace = {
    client,
    folder,
    uri,
    write,
    pull,
    open: (name, text, languageId = 'mosquitto') =>
      client.notify('textDocument/didOpen', { textDocument: { uri: uri(name), languageId, version: 1, text } }),
    edit: (name, version, range, text) =>
      client.notify('textDocument/didChange', {
        textDocument: { uri: uri(name), version },
        contentChanges: [{ range, text }],
      }),
    rules: async (name) => {
      const report = await pull(name);
      assert.equal(report.kind, 'full');
      return report.kind === 'full' ? report.items.map(({ code }) => String(code)) : [];
    },
    actions: (name, line, only) =>
      client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: uri(name) },
        range: at(line, 0, line, 1000),
        context: { diagnostics: [], only },
      }),
  };
  return all;
}

function at(line: number, character: number, endLine = line, endCharacter = character): Range {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

function diagnosticOf(items: readonly Diagnostic[], rule: string): Diagnostic {
  const found = items.find(({ code }) => code === rule);
  assert.ok(found, `no ${rule} in ${JSON.stringify(items)}`);
  return found;
}

function about(name: string): (params: PublishDiagnosticsParams) => boolean {
  return ({ uri }) => uri.endsWith(name);
}

/** A listener that lets nobody in is short, and in these tests beside the point. */
const OFF = { 'anonymous-implicit': 'off' };

test('pull: a finding with all that the protocol can carry, gone after the edit that mends it', async () => {
  const { open, pull, edit, rules } = await workspace({ configuration: () => ({ rules: OFF }) });
  open('mosquitto.conf', '# über 😀\nlistener 1883\nallow_anonymous fals\n');
  const report = await pull('mosquitto.conf');
  assert.ok(report.kind === 'full');
  const invalid = diagnosticOf(report.items, 'invalid-value');
  assert.deepEqual(invalid.range, at(2, 16, 2, 20));
  assert.equal(invalid.severity, 1);
  assert.equal(invalid.source, 'mqtt-security');
  assert.match(invalid.codeDescription?.href ?? '', /^https:.*\/invalid-value\.md$/);
  assert.ok(report.items.some(({ code }) => code === 'plaintext-listener'));

  assert.equal((await pull('mosquitto.conf', report.resultId)).kind, 'unchanged');
  edit('mosquitto.conf', 2, at(2, 20), 'e');
  edit('mosquitto.conf', 3, at(1, 13), ' 127.0.0.1');
  assert.deepEqual(await rules('mosquitto.conf'), []);
});

test('push: a burst of edits gives few diagnostics, the last of them for the last text', async () => {
  const { client, open, edit } = await workspace({ capabilities: PLAIN_EDITOR });
  open('mosquitto.conf', 'listener 1883 127.0.0.1\n');
  await client.received('textDocument/publishDiagnostics', about('mosquitto.conf'));
  client.mark();
  const word = 'allow_anonymouse';
  for (const [index, letter] of [...word].entries()) edit('mosquitto.conf', index + 2, at(1, index), letter);
  const last = await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    ({ version }) => version === word.length + 1,
  );
  assert.deepEqual(diagnosticOf(last.diagnostics, 'unknown-directive').range, at(1, 0, 1, word.length));
  const count = client.all('textDocument/publishDiagnostics').length;
  assert.ok(count <= 4, `${count} messages for ${word.length} edits`);
});

test('code actions: fix, ignore with a reason, rule page; fix-all on request', async () => {
  const { open, actions, uri, rules } = await workspace({ configuration: () => ({ rules: OFF }) });
  const text =
    '# mqtt-security-ignore tls-incomplete -- old\nlistener 1883\n# mqtt-security-ignore tls-incomplete -- old\npersistence true\n';
  open('mosquitto.conf', text);
  const titles = (found: readonly CodeAction[]) => found.map(({ title }) => title);
  const here = await actions('mosquitto.conf', 1, ['quickfix']);
  assert.deepEqual(titles(here).slice(-2), [
    'Ignore “plaintext-listener” on this line, with a reason',
    'Show the page of rule “plaintext-listener”',
  ]);
  const [ignore, page] = here.slice(-2);
  assert.equal(ignore?.diagnostics?.[0]?.code, 'plaintext-listener');
  assert.deepEqual(ignore?.edit?.documentChanges, [
    {
      textDocument: { uri: uri('mosquitto.conf'), version: 1 },
      edits: [
        {
          range: at(1, 0),
          snippet: { kind: 'snippet', value: `# mqtt-security-ignore plaintext-listener -- \${1:reason}\n` },
        },
      ],
    },
  ]);
  assert.deepEqual(page?.command?.arguments, ['plaintext-listener']);

  const [fix] = await actions('mosquitto.conf', 0);
  assert.equal(fix?.title, 'Remove the comment');
  assert.equal(fix?.isPreferred, true);

  for (const only of ['source.fixAll.mqttSecurity', 'source.fixAll', 'source']) {
    const [all, ...others] = await actions('mosquitto.conf', 0, [only]);
    assert.equal(all?.kind, 'source.fixAll.mqttSecurity');
    assert.deepEqual(others, []);
    const [change] = (all?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    assert.deepEqual(change?.edits, [
      { range: at(0, 0, 1, 0), newText: '' },
      { range: at(2, 0, 3, 0), newText: '' },
    ] satisfies TextEdit[]);
  }
  assert.deepEqual(await actions('mosquitto.conf', 3, ['refactor']), []);
  assert.ok((await rules('mosquitto.conf')).includes('unused-ignore'));
});

test('a client without snippets and document changes gets plain edits', async () => {
  const { open, actions, uri, client } = await workspace({ capabilities: PLAIN_EDITOR });
  open('mosquitto.conf', 'persistence true\r\nlistener 1883\r\n');
  const found = await actions('mosquitto.conf', 1);
  assert.ok(
    found.every(({ command }) => command === undefined),
    'our commands are in our client alone',
  );
  const ignore = found.find(({ title }) => title.startsWith('Ignore “plaintext-listener”'));
  assert.deepEqual(ignore?.edit, {
    changes: {
      [uri('mosquitto.conf')]: [
        { range: at(1, 0), newText: '# mqtt-security-ignore plaintext-listener -- reason\r\n' },
      ],
    },
  });
  const position = { line: 1, character: 3 };
  const textDocument = { uri: uri('mosquitto.conf') };
  const hover = await client.request<Hover>('textDocument/hover', { textDocument, position });
  assert.equal((hover.contents as { kind: string }).kind, 'plaintext');
});

test('completion and hover come from the text of this very moment', async () => {
  const { client, open, edit, uri } = await workspace({});
  const textDocument = { uri: uri('mosquitto.conf') };
  open('mosquitto.conf', 'listener 1883\n');
  edit('mosquitto.conf', 2, at(1, 0), 'allow_an');
  const items = await client.request<CompletionItem[]>('textDocument/completion', {
    textDocument,
    position: { line: 1, character: 8 },
  });
  const item = items.find(({ label }) => label === 'allow_anonymous');
  assert.ok(item, `no allow_anonymous among ${items.length}`);
  assert.deepEqual((item.textEdit as TextEdit).range, at(1, 0, 1, 8));
  const hover = await client.request<Hover>('textDocument/hover', {
    textDocument,
    position: { line: 0, character: 2 },
  });
  assert.match(JSON.stringify(hover.contents), /listener/);
  assert.deepEqual(hover.range, at(0, 0, 0, 8));
  const nowhere = { textDocument, position: { line: 999, character: 999 } };
  await client.request('textDocument/completion', nowhere);
  assert.equal(await client.request('textDocument/hover', nowhere), null);
});

test('outline, folding and links', async () => {
  const { client, open, uri } = await workspace({
    files: { 'certs/ca.crt': '', 'users.txt': '' },
  });
  const text =
    '# one\n# two\nlistener 8883\ncafile certs/ca.crt\ncertfile certs/missing.crt\npassword_file users.txt\n';
  open('mosquitto.conf', text);
  const textDocument = { uri: uri('mosquitto.conf') };
  const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
  const [listener] = symbols;
  assert.deepEqual([listener?.name, listener?.range.start.line], ['listener 8883', 2]);
  assert.deepEqual(
    listener?.children?.map(({ name }) => name),
    ['cafile', 'certfile', 'password_file'],
  );
  const folds = await client.request<FoldingRange[]>('textDocument/foldingRange', { textDocument });
  assert.deepEqual(folds[0], { startLine: 0, endLine: 1, kind: 'comment' });
  assert.ok(
    folds.some(({ startLine, endLine }) => startLine === 2 && endLine >= 4),
    JSON.stringify(folds),
  );
  const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument });
  assert.deepEqual(
    links.map(({ range, target }) => [range.start.line, target]),
    [
      [3, uri('certs/ca.crt')],
      [5, uri('users.txt')],
    ],
  );
});

test('a file that appears on disk: it was watched, and the client is told to ask again', async () => {
  const { client, open, write, rules, uri, folder } = await workspace({});
  mkdirSync(path.join(folder, 'certs'));
  open('mosquitto.conf', 'listener 1883 127.0.0.1\npassword_file certs/users\n');
  assert.deepEqual(await rules('mosquitto.conf'), ['file-missing']);
  const { registrations } = await client.received<RegistrationParams>(
    'client/registerCapability',
    ({ registrations }) => registrations.some(({ method }) => method === 'workspace/didChangeWatchedFiles'),
  );
  const watchers: FileSystemWatcher[] = registrations[0]?.registerOptions.watchers;
  const patterns = watchers.map(({ globPattern }) => globPattern as RelativePattern);
  assert.ok(
    patterns.some(({ baseUri, pattern }) => String(baseUri).endsWith('/certs') && pattern === 'users'),
    JSON.stringify(patterns),
  );
  write('certs/users', 'a:$7$101$x\n');
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('certs/users'), type: 1 }] });
  await client.received('workspace/diagnostic/refresh');
  assert.ok(!(await rules('mosquitto.conf')).includes('file-missing'));
});

test('settings: the editor’s, asked again when they change; the options file beats them', async () => {
  let level = 'info';
  const { client, open, pull, rules, write, uri } = await workspace({
    configuration: () => ({ rules: { ...OFF, 'plaintext-listener': level }, trace: { server: 'off' } }),
  });
  open('mosquitto.conf', 'listener 1883\n');
  const report = await pull('mosquitto.conf');
  assert.equal(report.kind === 'full' && diagnosticOf(report.items, 'plaintext-listener').severity, 3);
  level = 'off';
  client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.received('workspace/diagnostic/refresh');
  assert.deepEqual(await rules('mosquitto.conf'), []);

  write(
    '.mqtt-security.json',
    JSON.stringify({ rules: { ...OFF, 'plaintext-listener': 'hint', 'no-such-rule': 'off' } }),
  );
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('.mqtt-security.json'), type: 1 }] });
  const problem = await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    about('.mqtt-security.json'),
  );
  assert.match(String(problem.diagnostics[0]?.message), /no-such-rule/);
  assert.deepEqual(await rules('mosquitto.conf'), ['plaintext-listener']);
});

test('settings that a client sends by itself', async () => {
  const { client, open } = await workspace({ capabilities: PLAIN_EDITOR });
  open('mosquitto.conf', 'listener 1883\n');
  const published = (fits: (items: Diagnostic[]) => boolean) =>
    client.received<PublishDiagnosticsParams>('textDocument/publishDiagnostics', ({ diagnostics }) =>
      fits(diagnostics),
    );
  await published((items) => items.length > 0);
  const settings = { mqttSecurity: { rules: { ...OFF, 'plaintext-listener': 'off' } } };
  client.notify('workspace/didChangeConfiguration', { settings });
  await published((items) => items.length === 0);
});

const INCLUDING = 'allow_anonymous true\nlistener 1884 127.0.0.1\ninclude_dir conf.d\n';

test('an included file: its findings come with the including one, and an open one is judged within it', async () => {
  const { client, open, edit, rules } = await workspace({ files: { 'conf.d/a b.conf': 'use_identity maybe\n' } });
  open('mosquitto.conf', INCLUDING);
  await rules('mosquitto.conf');
  const { diagnostics } = await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    about('conf.d/a%20b.conf'),
  );
  const [shown] = diagnostics;
  assert.deepEqual(shown?.range.start.line, 0);
  client.mark();

  open('conf.d/a b.conf', 'listener 1885 127.0.0.1\nallow_anonymouse true\n');
  assert.deepEqual(await rules('conf.d/a b.conf'), ['unknown-directive']);
  await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics: none }) => uri.endsWith('a%20b.conf') && none.length === 0,
  );
  edit('conf.d/a b.conf', 2, at(1, 15, 1, 16), '');
  assert.deepEqual(await rules('conf.d/a b.conf'), []);
});

test('a fragment opened on its own finds the configuration that includes it', async () => {
  const files = { 'mosquitto.conf': 'include_dir conf.d\n', 'conf.d/a.conf': '' };
  const { open, client, uri, rules } = await workspace({ files });
  open('conf.d/a.conf', 'include_dir nowhere\n');
  assert.deepEqual(await rules('conf.d/a.conf'), ['misplaced-directive'], 'an included file cannot include');
  client.mark();
  open('mosquitto.conf', 'include_dir other\n');
  assert.deepEqual(await rules('conf.d/a.conf'), ['file-missing'], 'alone, since the open text does not include it');
  client.notify('textDocument/didClose', { textDocument: { uri: uri('mosquitto.conf') } });
  await client.received('workspace/diagnostic/refresh');
  assert.deepEqual(await rules('conf.d/a.conf'), ['misplaced-directive']);
});

test('EMQX: the ignore comment is indented like its line; none goes inside a text over several lines', async () => {
  const { open, actions, uri } = await workspace({ capabilities: PLAIN_EDITOR });
  open('emqx.conf', 'node {\n  no_such = 1\n  nor_this = """a\n  b""", nor_that = 2\n}\n', 'emqx');
  const ignores = async (line: number) => {
    const found = await actions('emqx.conf', line);
    return found.filter(({ title }) => title.startsWith('Ignore')).map(({ edit }) => edit?.changes?.[uri('emqx.conf')]);
  };
  const newText = '  # mqtt-security-ignore unknown-directive -- reason\n';
  assert.deepEqual(await ignores(1), [[{ range: at(1, 0), newText }]]);
  assert.deepEqual(await ignores(3), []);
});

test('related documents, where the client has them', async () => {
  const capabilities = {
    ...EDITOR,
    textDocument: { ...EDITOR.textDocument, diagnostic: { relatedDocumentSupport: true } },
  };
  const { open, pull, edit, uri } = await workspace({ capabilities, files: { 'conf.d/a.conf': 'no_such 1\n' } });
  open('mosquitto.conf', INCLUDING);
  const related = async () => {
    const report = (await pull('mosquitto.conf')).relatedDocuments?.[uri('conf.d/a.conf')];
    return (report as FullDocumentDiagnosticReport | undefined)?.items.map(({ code }) => code);
  };
  assert.deepEqual(await related(), ['unknown-directive']);
  edit('mosquitto.conf', 2, at(2, 0), '#');
  assert.deepEqual(await related(), [], 'cleared when no longer included');
  assert.equal(await related(), undefined);
});

test('an untrusted workspace: files outside it are not looked at', async () => {
  const outside = mkdtempSync(path.join(temporary, 'outside-'));
  const text = `listener 1883 127.0.0.1\npassword_file ${outside}/users\n`;
  for (const trusted of [true, false]) {
    const { open, rules } = await workspace({ initializationOptions: { trusted } });
    open('mosquitto.conf', text);
    assert.equal((await rules('mosquitto.conf')).includes('file-missing'), trusted, `trusted: ${trusted}`);
  }
});

test('messages are translated at the edge', async () => {
  const catalogue = { 'Show the page of rule “{rule}”': 'Seite der Regel „{rule}“ zeigen' };
  const { open, actions } = await workspace({ initializationOptions: { catalogue } });
  open('mosquitto.conf', 'listener 1883\n');
  const titles = (await actions('mosquitto.conf', 0)).map(({ title }) => title);
  assert.ok(titles.includes('Seite der Regel „plaintext-listener“ zeigen'), titles.join('\n'));
});

test('closing clears; what is no broker’s file is left alone; the server survives nonsense', async () => {
  const { client, open, uri, rules } = await workspace({ capabilities: PLAIN_EDITOR });
  const textDocument = { uri: uri('mosquitto.conf') };
  open('mosquitto.conf', 'listener 1883\n');
  await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    ({ diagnostics }) => diagnostics.length > 0,
  );
  client.notify('textDocument/didClose', { textDocument });
  await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    ({ diagnostics }) => diagnostics.length === 0,
  );
  open('notes.txt', 'A letter to a listener\n', 'plaintext');
  assert.deepEqual(await rules('notes.txt'), []);
  open('emqx.conf', '# x\n'.repeat(1_500_000), 'emqx');
  assert.deepEqual(await rules('emqx.conf'), ['unreadable-source'], 'too large');
  await assert.rejects(client.request('textDocument/noSuch', {}));
  open('mosquitto.conf', 'listener 1883\n');
  assert.equal(await client.request('textDocument/hover', { textDocument }), null, 'a position is missing');
  const logged = await client.received<{ message: string }>('window/logMessage');
  assert.match(logged.message, /^hover: .*\n.*at /, 'named, with the stack');
  const position = { line: 0, character: 2 };
  assert.notEqual(await client.request('textDocument/hover', { textDocument, position }), null);
});

const UNTIDY = '  listener 8883 \ncertfile certs/c.crt\nno_such 1\n\n\n\n\nallow_anonymous true';

test('formatting and semantic tokens, whole and in part', async () => {
  const { client, open, uri } = await workspace({});
  open('mosquitto.conf', UNTIDY);
  const textDocument = { uri: uri('mosquitto.conf') };
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await client.request<TextEdit[]>('textDocument/formatting', { textDocument, options });
  assert.deepEqual(edits, [
    { range: at(0, 0, 0, 2), newText: '' },
    { range: at(0, 15, 0, 16), newText: '' },
    { range: at(5, 0, 6, 0), newText: '' },
    { range: at(6, 0, 7, 0), newText: '' },
    { range: at(7, 20), newText: '\n' },
  ]);
  const part = { textDocument, options, range: at(7, 0, 7, 3) };
  const few = await client.request<TextEdit[]>('textDocument/rangeFormatting', part);
  assert.deepEqual(few, [{ range: at(7, 20), newText: '\n' }]);
  const tokens = await client.request<SemanticTokens>('textDocument/semanticTokens/full', { textDocument });
  assert.equal(tokens.data.length / 5, 6, 'port, certfile and its path, the unknown name, allow_anonymous and true');
  const range = at(2, 0, 2, 5);
  const one = await client.request<SemanticTokens>('textDocument/semanticTokens/range', { textDocument, range });
  assert.deepEqual(one.data.slice(0, 3), [2, 0, 7]);
  open('emqx.conf', 'node { }  \n', 'emqx');
  const emqx = { textDocument: { uri: uri('emqx.conf') }, options };
  assert.deepEqual(await client.request('textDocument/formatting', emqx), [{ range: at(0, 8, 0, 10), newText: '' }]);
});

test('paths: completed from the disk, followed to the file', async () => {
  const { client, open, uri } = await workspace({
    files: { 'certs/c.crt': '', 'certs/c.key': '', 'conf.d/a.conf': '' },
  });
  open('mosquitto.conf', 'include_dir conf.d\nlistener 8883\ncertfile certs/c.crt\nkeyfile certs/');
  const textDocument = { uri: uri('mosquitto.conf') };
  const position = { line: 3, character: 14 };
  const items = await client.request<CompletionItem[]>('textDocument/completion', { textDocument, position });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['c.key', 'c.crt'],
  );
  const follow = (line: number, character: number) =>
    client.request<Location[]>('textDocument/definition', { textDocument, position: { line, character } });
  assert.deepEqual(
    (await follow(2, 12)).map((location) => location.uri),
    [uri('certs/c.crt')],
  );
  assert.deepEqual(
    (await follow(0, 14)).map((location) => location.uri),
    [uri('conf.d/a.conf')],
  );
  assert.deepEqual(await follow(1, 2), []);
});

test('inlay hints and code lenses, switched off by settings; the client is told when they change', async () => {
  let display: unknown = {};
  const capabilities = {
    ...EDITOR,
    workspace: { ...EDITOR.workspace, inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true } },
  };
  const { client, open, uri } = await workspace({
    capabilities,
    configuration: () => display,
    initializationOptions: {},
  });
  open('mosquitto.conf', 'listener 1883 127.0.0.1\n');
  const textDocument = { uri: uri('mosquitto.conf') };
  const hints = () => client.request<InlayHint[]>('textDocument/inlayHint', { textDocument, range: at(0, 0, 9, 0) });
  const lenses = () => client.request<CodeLens[] | null>('textDocument/codeLens', { textDocument });
  assert.deepEqual(await hints(), [], 'the lens says it');
  assert.deepEqual(
    (await lenses())?.map(({ command }) => command?.title),
    [
      'plaintext · no anonymous · this machine only',
      'Test this listener',
      'Compare with broker',
      'Generate certificates',
    ],
  );
  await client.received('workspace/codeLens/refresh');
  client.mark();
  display = { codeLens: false };
  client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.received('workspace/inlayHint/refresh');
  assert.deepEqual(
    (await hints()).map(({ label }) => label),
    ['plaintext'],
  );
  client.mark();
  display = { codeLens: false, inlayHints: { tlsVersions: false } };
  client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.received('workspace/inlayHint/refresh');
  await client.received('workspace/codeLens/refresh');
  assert.deepEqual(await hints(), []);
  assert.equal(await lenses(), null);
  assert.deepEqual(client.all('window/logMessage'), [], 'the settings are no surprise to the engine');
});

test('hover: what the line comes to in the whole configuration', async () => {
  const { client, open, uri } = await workspace({});
  open('mosquitto.conf', 'allow_anonymous true\nlistener 1883 127.0.0.1\n');
  const textDocument = { uri: uri('mosquitto.conf') };
  const position = { line: 0, character: 3 };
  const { contents } = await client.request<Hover>('textDocument/hover', { textDocument, position });
  assert.match((contents as { value: string }).value, /Here: anyone may connect without a name \(listener 1883\)/);
});

test('an access list that is open is judged as part of the configuration that names it, and follows its edits', async () => {
  const { open, edit, rules } = await workspace({
    files: {
      aclfile: '',
      'mosquitto.conf': 'listener 1883 127.0.0.1\nallow_anonymous false\npassword_file pw\nacl_file aclfile\n',
    },
  });
  open('aclfile', 'topic read a\n', 'mosquitto-acl');
  // Only the configuration tells that no client without a name gets in.
  assert.deepEqual(await rules('aclfile'), ['acl-anonymous-section']);
  edit('aclfile', 2, at(0, 0, 0, 5), 'pattern');
  assert.deepEqual(await rules('aclfile'), ['acl-pattern-no-substitution']);
});

test('an editor that is sent diagnostics gets those of the files that a configuration names', async () => {
  const { client, open } = await workspace({
    capabilities: PLAIN_EDITOR,
    files: { aclfile: 'topc a\n', 'mosquitto.conf': '' },
  });
  open('mosquitto.conf', 'listener 1883 127.0.0.1\nacl_file aclfile\n');
  const { diagnostics } = await client.received<PublishDiagnosticsParams>(
    'textDocument/publishDiagnostics',
    about('aclfile'),
  );
  assert.deepEqual(diagnosticOf(diagnostics, 'acl-syntax').range, at(0, 0, 0, 4));
});

test('an access list on its own: completion, hover, outline and folding', async () => {
  const { client, open, uri } = await workspace({});
  open('aclfile', 'user ann\ntopic read a/#\ntopic write b\n\n', 'mosquitto-acl');
  const textDocument = { uri: uri('aclfile') };
  const items = await client.request<CompletionItem[]>('textDocument/completion', {
    textDocument,
    position: at(3, 0).start,
  });
  assert.deepEqual(
    items.map(({ label }) => label),
    ['topic', 'pattern', 'user'],
  );
  const hover = await client.request<Hover>('textDocument/hover', { textDocument, position: at(1, 7).start });
  assert.match(JSON.stringify(hover.contents), /receive messages/);
  const [user] = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
  assert.equal(user?.name, 'ann');
  assert.equal(user?.children?.length, 2);
  const folds = await client.request<FoldingRange[]>('textDocument/foldingRange', { textDocument });
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [[0, 2]],
  );
});

test('a user of an access list: to the password and back, and renamed in both files', async () => {
  const files = {
    'mosquitto.conf': 'listener 1883 127.0.0.1\nacl_file aclfile\npassword_file pw\n',
    aclfile: 'user ann\ntopic read a\nuser ann\ntopic write b\n',
    pw: 'bob:x\nann:y\n',
  };
  const { client, open, uri } = await workspace({ files });
  open('aclfile', files.aclfile, 'mosquitto-acl');
  const here = { textDocument: { uri: uri('aclfile') }, position: at(0, 6).start };
  assert.deepEqual(await client.request<Location[]>('textDocument/definition', here), [
    { uri: uri('pw'), range: at(1, 0, 1, 3) },
  ]);
  assert.deepEqual(await client.request('textDocument/prepareRename', here), {
    range: at(0, 5, 0, 8),
    placeholder: 'ann',
  });
  const nowhere = { ...here, position: at(1, 2).start };
  assert.equal(await client.request('textDocument/prepareRename', nowhere), null);
  const { changes } = await client.request<{ changes: Record<string, TextEdit[]> }>('textDocument/rename', {
    ...here,
    newName: 'anna maria',
  });
  assert.deepEqual(changes, {
    [uri('aclfile')]: [
      { range: at(0, 5, 0, 8), newText: 'anna maria' },
      { range: at(2, 5, 2, 8), newText: 'anna maria' },
    ],
    [uri('pw')]: [{ range: at(1, 0, 1, 3), newText: 'anna maria' }],
  });
  for (const newName of ['a:b', ' ann', '', '#a', 'bob', 'a\nb']) {
    await assert.rejects(client.request('textDocument/rename', { ...here, newName }), newName);
  }
});

/** As VS Code, which shows what an edit does and lets the user leave out parts. */
const ANNOTATING = {
  ...EDITOR,
  workspace: {
    ...EDITOR.workspace,
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } },
  },
};
const REWRITE = 'refactor.rewrite.mqttSecurity';

test('a configuration of old style is offered for rewriting: beside an old name, or when asked for', async () => {
  const { client, open, uri, actions } = await workspace({ capabilities: ANNOTATING });
  open('mosquitto.conf', '# broker\nport 1884\npersistence true\n');
  const rewriting = (found: readonly CodeAction[]) => found.filter(({ kind }) => kind === `${REWRITE}.migrate`);
  const [action] = rewriting(await actions('mosquitto.conf', 1));
  assert.equal(action?.title, 'Migrate to Mosquitto 2.1…');
  assert.deepEqual(rewriting(await actions('mosquitto.conf', 2)), []);
  assert.equal(rewriting(await actions('mosquitto.conf', 2, ['refactor'])).length, 1);
  assert.deepEqual(rewriting(await actions('mosquitto.conf', 1, ['quickfix'])), []);
  const [change] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.deepEqual(change?.textDocument, { uri: uri('mosquitto.conf'), version: 1 });
  assert.deepEqual(change?.edits, [{ range: at(1, 0, 1, 9), newText: 'listener 1884', annotationId: '0' }]);
  assert.equal(action?.edit?.changeAnnotations?.['0']?.needsConfirmation, true);
  assert.match(action?.edit?.changeAnnotations?.['0']?.description ?? '', /max_packet_size/);
  assert.equal(client.errors, '');
});

test('access lists and password files become plugins where a setting names the directory of these', async () => {
  const text = 'listener 1883\nacl_file acl\nmaximum_qos 1\n';
  const rewritten = async (mosquitto: unknown) => {
    const { client, open, uri, actions } = await workspace({ configuration: () => ({ mosquitto }) });
    open('mosquitto.conf', text);
    const [action] = await actions('mosquitto.conf', 2, [`${REWRITE}.migrate`]);
    assert.equal(client.errors, '');
    const { changes = {}, documentChanges = [] } = action?.edit ?? {};
    const edits = changes[uri('mosquitto.conf')] ?? (documentChanges as TextDocumentEdit[])[0]?.edits ?? [];
    return edits.map((edit) => ('newText' in edit ? edit.newText : '')).join('|');
  };
  assert.doesNotMatch(await rewritten({ pluginDirectory: ' ' }), /plugin/);
  assert.match(await rewritten({ pluginDirectory: '/p' }), /global_plugin \/p\/mosquitto_acl_file\.so\n/);
});

test('a listener is hardened step by step where the editor can show that, else as one edit', async () => {
  const text = 'listener 1883\npassword_file pw\nallow_anonymous true\n';
  const labels = async (capabilities: unknown) => {
    const { open, actions, uri } = await workspace({ capabilities });
    open('mosquitto.conf', text);
    assert.deepEqual(await actions('mosquitto.conf', 1, [`${REWRITE}.harden`]), []);
    const [action] = await actions('mosquitto.conf', 0, [`${REWRITE}.harden`]);
    assert.equal(action?.title, 'Harden listener 1883…');
    return { edit: action.edit, uri: uri('mosquitto.conf') };
  };
  const shown = (await labels(ANNOTATING)).edit;
  const annotations = Object.values(shown?.changeAnnotations ?? {});
  assert.ok(annotations.every(({ needsConfirmation }) => needsConfirmation));
  assert.ok(annotations.some(({ label }) => label === 'listener 1883: no clients without a name'));
  const [change] = (shown?.documentChanges ?? []) as TextDocumentEdit[];
  assert.equal(change?.edits.length, annotations.length);
  const plain = await labels(PLAIN_EDITOR);
  const edits = plain.edit?.changes?.[plain.uri] ?? [];
  assert.equal(edits.length, annotations.length);
  assert.ok(edits.some(({ range, newText }) => newText === 'false' && range.start.line === 2));
});

test('hardening makes the files that it names, where the editor can do that', async () => {
  const workspaceEdit = { ...ANNOTATING.workspace.workspaceEdit, resourceOperations: ['create'] };
  const capabilities = { ...ANNOTATING, workspace: { ...ANNOTATING.workspace, workspaceEdit } };
  const { open, actions, uri, folder, write } = await workspace({ capabilities });
  open('mosquitto.conf', 'listener 1883\nallow_anonymous true\n');
  const ask = async () => (await actions('mosquitto.conf', 0, [`${REWRITE}.harden`]))[0]?.edit;
  const edit = await ask();
  const changes = edit?.documentChanges ?? [];
  const created = changes.filter((change): change is CreateFile => 'kind' in change && change.kind === 'create');
  assert.deepEqual(
    created.map((change) => change.uri),
    [uri('pwfile'), uri('aclfile')],
  );
  for (const { annotationId = '', options } of created) {
    assert.deepEqual(options, { overwrite: false, ignoreIfExists: true });
    assert.equal(edit?.changeAnnotations?.[annotationId]?.needsConfirmation, true);
    assert.match(edit?.changeAnnotations?.[annotationId]?.label ?? '', / new .* before it has /);
  }
  const texts = changes.filter((change): change is TextDocumentEdit => 'edits' in change);
  const textFor = (name: string) => texts.find(({ textDocument }) => textDocument.uri === uri(name))?.edits ?? [];
  assert.match(JSON.stringify(textFor('pwfile')), /mosquitto_passwd -c/);
  assert.ok(textFor('mosquitto.conf').some((each) => 'newText' in each && each.newText.includes(`${folder}/aclfile`)));
  write('pwfile', 'ann:y\n');
  const again = (await ask())?.documentChanges?.filter((change) => 'kind' in change);
  assert.deepEqual(
    again?.map((change) => 'uri' in change && change.uri),
    [uri('aclfile')],
    'a file that is there is left as it is',
  );
});

test('every place that names a user is found, with the password or without', async () => {
  const files = {
    'mosquitto.conf': 'listener 1883 127.0.0.1\nacl_file aclfile\npassword_file pw\n',
    aclfile: 'user ann\ntopic read a\n',
    pw: 'ann:y\n',
  };
  const { client, open, uri } = await workspace({ files });
  open('pw', files.pw, 'mosquitto-passwords');
  const ask = (includeDeclaration: boolean) =>
    client.request<Location[]>('textDocument/references', {
      textDocument: { uri: uri('pw') },
      position: at(0, 1).start,
      context: { includeDeclaration },
    });
  const use = { uri: uri('aclfile'), range: at(0, 5, 0, 8) };
  assert.deepEqual(await ask(false), [use]);
  assert.deepEqual(await ask(true), [use, { uri: uri('pw'), range: at(0, 0, 0, 3) }]);
});
