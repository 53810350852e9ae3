import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  Diagnostic,
  FullDocumentDiagnosticReport,
  PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { placeOf } from '../server/src/neighbours';
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

const RULE = 'proxy-protocol-mismatch';
const PROXY = 'proxy/nginx.conf';
const BROKER = 'broker/mosquitto.conf';
const PULLING = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };

/** With TLS in front, and the header switched on or off. */
function proxyText(header: 'on' | 'off', above = ''): string {
  const tls = 'listen 8883 ssl; ssl_certificate a.pem; ssl_certificate_key a.key;';
  return `${above}events {}\nstream { server { ${tls}\n  proxy_pass 127.0.0.1:1883;\n  proxy_protocol ${header};\n} }\n`;
}

async function start(capabilities: unknown, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(path.join(temporary, 'workspace-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const client = await lspClient({ server, folder, capabilities });
  running.push(client);
  const uri = (name: string) => pathToFileURL(path.resolve(folder, name)).href;
  let version = 0;
  const open = (name: string, text: string, languageId = name === PROXY ? 'nginx' : 'mosquitto') =>
    client.notify('textDocument/didOpen', { textDocument: { uri: uri(name), languageId, version: ++version, text } });
  const change = (name: string, text: string) =>
    client.notify('textDocument/didChange', {
      textDocument: { uri: uri(name), version: ++version },
      contentChanges: [{ text }],
    });
  const close = (name: string) => client.notify('textDocument/didClose', { textDocument: { uri: uri(name) } });
  const published = (name: string, fits: (mismatches: readonly Diagnostic[]) => boolean) =>
    client.received<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      (params) => params.uri === uri(name) && fits(of(RULE, params.diagnostics)),
    );
  const pull = async (name: string) => {
    const textDocument = { uri: uri(name) };
    return (await client.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', { textDocument })).items;
  };
  return { client, uri, open, change, close, published, pull };
}

function of(rule: string, items: readonly Diagnostic[]): Diagnostic[] {
  return items.filter(({ code }) => code === rule);
}

const any = (items: readonly Diagnostic[]) => items.length > 0;
const none = (items: readonly Diagnostic[]) => items.length === 0;

test('push: an edit of one file renews the findings of the other, and closing it ends them', async () => {
  const { client, uri, open, change, close, published } = await start({ textDocument: {} });
  open(BROKER, 'listener 1883 127.0.0.1\n');
  await published(BROKER, none);
  open(PROXY, proxyText('on'));
  const { diagnostics } = await published(BROKER, any);
  await published(PROXY, any);
  const place = { start: { line: 3, character: 17 }, end: { line: 3, character: 19 } };
  const [finding] = of(RULE, diagnostics);
  assert.deepEqual(
    finding?.relatedInformation?.map(({ location }) => location),
    [{ uri: uri(PROXY), range: place }],
  );
  client.mark();
  change(PROXY, proxyText('on', '# a line more\n'));
  await published(BROKER, ([moved]) => moved?.relatedInformation?.[0]?.location.range.start.line === 4);
  client.mark();
  change(PROXY, proxyText('off'));
  await published(BROKER, none);
  await published(PROXY, none);
  client.mark();
  change(BROKER, '# first\nlistener 1883 127.0.0.1\nenable_proxy_protocol 1\n');
  const { diagnostics: atProxy } = await published(PROXY, any);
  assert.equal(of(RULE, atProxy)[0]?.relatedInformation?.[0]?.location.range.start.line, 2);
  client.mark();
  close(PROXY);
  await published(BROKER, none);
  await published(PROXY, none);
});

test('push: what does not concern the other file is not sent for it, and nothing goes round', async () => {
  const { client, uri, open, change, published } = await start({ textDocument: {} });
  open(BROKER, 'listener 1883 127.0.0.1\n');
  open(PROXY, proxyText('on'));
  await published(BROKER, any);
  await published(PROXY, any);
  client.mark();
  for (const more of ['a', 'ab', 'abc', 'abcd']) change(PROXY, `${proxyText('on')}# ${more}\n`);
  change(PROXY, `${proxyText('on')}unknown_thing on;\n`);
  await published(PROXY, any);
  // Whatever was still on its way has been sent before the answer.
  await client.request('textDocument/codeAction', {
    textDocument: { uri: uri(BROKER) },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [] },
  });
  const sent = client.all<PublishDiagnosticsParams>('textDocument/publishDiagnostics');
  assert.equal(sent.filter((each) => each.uri === uri(BROKER)).length, 0);
  assert.ok(sent.length <= 5, `${sent.length} messages for 5 edits`);
});

test('pull: an answer is up to date with the other file, and the client is told when it changes or is closed', async () => {
  const { client, open, change, close, pull } = await start(PULLING);
  const refreshed = () => client.received('workspace/diagnostic/refresh');
  open(BROKER, 'listener 1883\nallow_anonymous false\n');
  const [alone] = of('plaintext-listener', await pull(BROKER));
  assert.equal(alone?.severity, 2);
  open(PROXY, proxyText('on'));
  await refreshed();
  const beside = await pull(BROKER);
  assert.equal(of(RULE, beside).length, 1);
  const [softened] = of('plaintext-listener', beside);
  assert.equal(softened?.severity, 3);
  assert.match(String(softened?.message), /behind nginx, where “listen 8883” ends TLS/);
  assert.equal(of(RULE, await pull(PROXY)).length, 1);
  change(PROXY, proxyText('off'));
  assert.deepEqual(of(RULE, await pull(BROKER)), []);
  change(PROXY, proxyText('on'));
  assert.equal(of(RULE, await pull(BROKER)).length, 1);
  await pull(PROXY);
  client.mark();
  close(PROXY);
  await refreshed();
  const [again] = of('plaintext-listener', await pull(BROKER));
  assert.equal(again?.severity, 2);
});

test('a fix of each side changes that side alone', async () => {
  const { client, uri, open, pull } = await start(PULLING);
  open(BROKER, 'listener 1883 127.0.0.1\n');
  open(PROXY, proxyText('on'));
  for (const [name, title, text] of [
    [PROXY, 'Send no PROXY header', 'off'],
    [BROKER, 'Expect a PROXY header of that version', '\nenable_proxy_protocol 1'],
  ] as const) {
    await pull(PROXY);
    const [finding] = of(RULE, await pull(name));
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uri(name) },
      range: finding?.range,
      context: { diagnostics: [] },
    });
    const fix = actions.find((action) => action.title === title);
    assert.deepEqual(Object.keys(fix?.edit?.changes ?? {}), [uri(name)], JSON.stringify(actions));
    assert.deepEqual(
      fix?.edit?.changes?.[uri(name)]?.map(({ newText }) => newText),
      [text],
    );
  }
});

test('files of two places have nothing to do with each other', async () => {
  const { open, pull } = await start(PULLING);
  const elsewhere = '../elsewhere/mosquitto.conf';
  open(elsewhere, 'listener 1883 127.0.0.1\n');
  open(PROXY, proxyText('on'));
  assert.deepEqual(of(RULE, await pull(PROXY)), []);
  assert.deepEqual(of(RULE, await pull(elsewhere)), []);
});

test('an included file that is not open takes part, and is told too', async () => {
  const included = 'proxy/mqtt.d/one.conf';
  const { client, open, change, published } = await start(
    { textDocument: {} },
    { [included]: 'server { listen 127.0.0.1:8884; proxy_pass 127.0.0.1:1883; proxy_protocol on; }\n' },
  );
  open(BROKER, 'listener 1883 127.0.0.1\n');
  open(PROXY, 'events {}\nstream {\n  include mqtt.d/*.conf;\n}\n');
  await published(BROKER, any);
  await published(included, any);
  client.mark();
  change(BROKER, 'listener 1883 127.0.0.1\nenable_proxy_protocol 1\n');
  await published(included, none);
});

test('the place of a file: the innermost workspace folder, else its directory', () => {
  const folders = ['file:///a', 'file:///a/b'];
  assert.equal(placeOf('file:///a/c/nginx.conf', folders), 'file:///a');
  assert.equal(placeOf('file:///a/b/c/nginx.conf', folders), 'file:///a/b');
  assert.equal(placeOf('file:///ab/nginx.conf', folders), 'file:///ab');
  assert.equal(placeOf('untitled:Untitled-1', folders), undefined);
});
