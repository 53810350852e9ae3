import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { FullDocumentDiagnosticReport, RegistrationParams } from 'vscode-languageserver/node';
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

async function start(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(temporary, 'workspace-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const registrations: string[] = [];
  const client = await lspClient({
    server,
    folder,
    capabilities: {
      textDocument: {
        diagnostic: { dynamicRegistration: true },
        formatting: { dynamicRegistration: true },
        rangeFormatting: { dynamicRegistration: true },
      },
    },
    answers: {
      'client/registerCapability': (params) => {
        for (const { method, registerOptions } of (params as RegistrationParams).registrations) {
          registrations.push(`${method} ${JSON.stringify(registerOptions)}`);
        }
        return null;
      },
    },
  });
  running.push(client);
  const open = async (name: string, languageId: string) => {
    const uri = pathToFileURL(path.join(folder, name)).href;
    const textDocument = { uri, languageId, version: 1, text: files[name] ?? '' };
    client.notify('textDocument/didOpen', { textDocument });
    const { items } = await client.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return items.map(({ code, range }) => `${range.start.line + 1} ${code}`);
  };
  return { open, registrations };
}

test('a compose file of EMQX is judged in place, other YAML is left alone, and no formatter is offered for it', async () => {
  const compose = 'services:\n  m:\n    image: emqx:5.10\n    environment:\n      EMQX_MQTT__MAX_QOS_ALLOWED: 7\n';
  const { open, registrations } = await start({ 'compose.yaml': compose, 'other/compose.yaml': 'services: {}\n' });
  assert.ok((await open('compose.yaml', 'dockercompose')).includes('5 invalid-value'));
  assert.deepEqual(await open('other/compose.yaml', 'dockercompose'), []);
  const formatting = registrations.filter((each) => each.includes('ormatting'));
  assert.equal(formatting.length, 2);
  for (const each of formatting) assert.match(each, /"emqx"/);
  for (const each of formatting) assert.doesNotMatch(each, /yaml|environment/);
});

test('base.hocon and cluster.hocon opened alone are judged below the emqx.conf beside them', async () => {
  const files = {
    'etc/emqx.conf': 'node.name = "a@127.0.0.1"\nnode.cookie = "${cookie}"\nmqtt.max_qos_allowed = 1\n',
    'etc/base.hocon': 'mqtt { max_qos_allowed = 9, max_topic_levels = none }\n',
    'data/configs/cluster.hocon': 'mqtt { max_clientid_len = none }\n',
  };
  const { open } = await start(files);
  const only = (found: readonly string[]) => found.filter((each) => each.includes('invalid-value'));
  // What emqx.conf overrides never reaches the broker.
  assert.deepEqual(only(await open('etc/base.hocon', 'emqx')), ['1 invalid-value']);
  assert.deepEqual(only(await open('data/configs/cluster.hocon', 'emqx')), ['1 invalid-value']);
});

test('nginx in front of a broker is judged whatever language the editor gives it, other nginx never, and no formatter is offered', async () => {
  const proxy = 'stream {\n  server {\n    listen 1883;\n    proxy_pass 127.0.0.1:1883;\n  }\n}\n';
  const web =
    'server {\n  listen 80;\n  ssl_protocols SSLv3;\n  location / {\n    proxy_pass http://127.0.0.1:3000;\n  }\n}\n';
  const { open, registrations } = await start({ 'nginx.conf': proxy, 'conf.d/a.conf': proxy, 'conf.d/web.conf': web });
  assert.deepEqual(await open('nginx.conf', 'nginx'), ['3 plaintext-listener']);
  assert.deepEqual(await open('conf.d/a.conf', 'properties'), ['3 plaintext-listener']);
  assert.deepEqual(await open('conf.d/web.conf', 'nginx'), []);
  for (const each of registrations.filter((one) => one.includes('ormatting'))) assert.doesNotMatch(each, /nginx/);
});
