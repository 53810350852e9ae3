import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, brokers, defaultSettings, detectBroker, type Finding } from '../../core/lint/index';
import { memoryHost } from '../support/memoryHost';

const STREAM = 'stream { server { listen 8883; proxy_pass 127.0.0.1:1883; } }\n';
const WEB = 'server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }\n';

const DETECTED: Readonly<Record<string, string>> = {
  'a stream to a port of MQTT': STREAM,
  'an upstream': 'upstream m { server b:8883; } server { listen 1; proxy_pass m; }',
  'WebSockets of EMQX': 'server { location /mqtt { proxy_pass http://emqx:8083/mqtt; } }',
  'WebSockets of Mosquitto, told by the place': 'server { location /mqtt { proxy_pass http://127.0.0.1:9001; } }',
};
for (const [name, text] of Object.entries(DETECTED)) {
  test(`a proxy to a broker: ${name}`, () => {
    for (const path of ['/etc/nginx/nginx.conf', '/x/sites-enabled/default', '/x/conf.d/mqtt.conf']) {
      assert.equal(detectBroker(path, text)?.id, 'nginx', path);
    }
  });
}

const OTHERS: Readonly<Record<string, string>> = {
  'a web server': WEB,
  'another server on 9001': 'server { location / { proxy_pass http://php:9001; } }',
  'a port of MQTT in a comment': `# 1883\n${WEB}`,
  'a port of MQTT that is listened on only': 'stream { server { listen 1883; proxy_pass 127.0.0.1:5000; } }',
  'a target that is known at run time only': 'stream { server { listen 1883; proxy_pass $upstream; } }',
  nothing: '',
};
for (const [name, text] of Object.entries(OTHERS)) {
  test(`no proxy to a broker, so no finding and no help: ${name}`, async () => {
    assert.equal(detectBroker('/etc/nginx/nginx.conf', text), undefined);
    // The user, or another extension, has told the editor that it is nginx's.
    const broken = `${text}\nserver { listen 99999; ssl_protocols SSLv3; ;\n`;
    assert.deepEqual(await findings({ '/n/nginx.conf': broken }), []);
    const nginx = brokers.find(({ id }) => id === 'nginx');
    const tree = nginx?.parse('/n/nginx.conf', broken);
    assert.ok(nginx && tree);
    assert.deepEqual(nginx.editor.complete(tree, broken.length, '1.28.0'), []);
    assert.deepEqual(nginx.editor.outline(tree), []);
    assert.equal(nginx.editor.describe(tree, broken.indexOf('ssl_protocols') + 2, '1.28.0'), undefined);
  });
}

async function findings(files: Readonly<Record<string, string>>, version = 'auto'): Promise<readonly Finding[]> {
  const host = memoryHost(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text }])));
  const settings = { ...defaultSettings, versions: { nginx: version } };
  const analysis = await analyze('/n/nginx.conf', host, { settings, now: 0, language: 'nginx' });
  return analysis?.findings ?? [];
}

const rulesOf = (found: readonly Finding[]) => found.map(({ rule }) => rule).sort();

test('included files stand where they are included, by name and by pattern', async () => {
  const found = await findings({
    '/n/nginx.conf': 'events {}\nstream {\n  include tls.conf;\n  include stream.d/*.conf;\n}\n',
    '/n/tls.conf': 'ssl_protocols TLSv1.1 TLSv1.2;\n',
    '/n/stream.d/b.conf':
      'server {\n  listen 8883 ssl;\n  ssl_certificate a.pem;\n  ssl_certificate_key a.key;\n  proxy_pass broker;\n}\n',
    '/n/stream.d/a.conf': 'upstream broker { server 127.0.0.1:1883; }\n',
    '/n/stream.d/old.bak': 'server { listen 1883; proxy_pass 127.0.0.1:1883; }\n',
  });
  const obsolete = found.filter(({ rule }) => rule === 'tls-version-obsolete');
  assert.deepEqual(
    obsolete.map(({ at }) => at.file),
    ['/n/tls.conf'],
  );
  assert.ok(!found.some(({ rule }) => rule === 'plaintext-listener'));
});

test('what two servers inherit is told once', async () => {
  const server = (port: number) =>
    `server { listen ${port} ssl; ssl_certificate a.pem; ssl_certificate_key a.key; proxy_pass 127.0.0.1:1883; }\n`;
  const text = `stream {\nssl_protocols TLSv1.1 TLSv1.2;\n${server(8883)}${server(8884)}}\n`;
  const found = await findings({ '/n/nginx.conf': text });
  assert.equal(found.filter(({ rule }) => rule === 'tls-version-obsolete').length, 1);
});

test('an inner value takes the place of an outer one', async () => {
  const text =
    'stream { ssl_protocols TLSv1; server { listen 8883 ssl; ssl_protocols TLSv1.3; ssl_certificate a.pem; ssl_certificate_key a.key; proxy_pass 127.0.0.1:1883; } }';
  assert.ok(!rulesOf(await findings({ '/n/nginx.conf': text })).includes('tls-version-obsolete'));
});

const tls = 'listen 8883 ssl; ssl_certificate a.pem; ssl_certificate_key a.key;';

test('defaults by version: 1.27.3 took TLS 1.0 and 1.1 out', async () => {
  const text = `stream { server { ${tls} proxy_pass 127.0.0.1:1883; } }`;
  for (const [version, weak] of [
    ['1.22.1', true],
    ['1.26.3', true],
    ['1.27.2', true],
    ['1.27.3', false],
    ['1.28.0', false],
    ['auto', false],
  ] as const) {
    const found = rulesOf(await findings({ '/n/nginx.conf': text }, version));
    assert.equal(found.includes('tls-version-default-weak'), weak, version);
  }
});

test('since 1.27.2 ssl_trusted_certificate is enough to check clients', async () => {
  const text = `stream { server { ${tls} ssl_verify_client on; ssl_trusted_certificate ca.pem; proxy_pass 127.0.0.1:1883; } }`;
  const fatal = async (version: string) =>
    rulesOf(await findings({ '/n/nginx.conf': text }, version)).includes('client-certificate-contradiction');
  assert.equal(await fatal('1.26.3'), true);
  assert.equal(await fatal('1.28.0'), false);
});

test('TLS that ends here and goes on in plaintext to a port of TLS', async () => {
  const text = `stream { server { ${tls} proxy_pass 10.0.0.5:8883; } }`;
  assert.ok(rulesOf(await findings({ '/n/nginx.conf': text })).includes('plaintext-on-tls-port'));
});

/** Labels that are offered at the `|`. */
function offered(text: string, version = '1.28.0'): readonly string[] {
  const nginx = brokers.find(({ id }) => id === 'nginx');
  const offset = text.indexOf('|');
  const tree = nginx?.parse('/n/nginx.conf', text.replace('|', ''));
  assert.ok(nginx && tree);
  return nginx.editor.complete(tree, offset, version).map(({ label }) => label);
}

test('completion knows the block, the version and the values', () => {
  const inServer = (line: string) => STREAM.replace('listen 8883;', `listen 8883;\n${line}\n`);
  assert.ok(offered(inServer('ssl_pr|')).includes('ssl_protocols'));
  assert.ok(offered(inServer('|')).includes('proxy_timeout'));
  assert.ok(!offered(inServer('|')).includes('proxy_read_timeout'));
  assert.ok(offered(inServer('ssl_st|')).includes('ssl_stapling'));
  assert.ok(!offered(inServer('ssl_st|'), '1.22.1').includes('ssl_stapling'));
  assert.deepEqual(offered(inServer('ssl_verify_client |;')), ['on', 'off', 'optional', 'optional_no_ca']);
  assert.deepEqual(offered(inServer('proxy_ssl o|;')), ['on', 'off']);
  assert.deepEqual(offered(inServer('# ssl|')), []);
  assert.ok(offered(`|${STREAM}`).includes('stream'));
});

test('hover tells what a directive does, and says nothing of those it does not know', () => {
  const nginx = brokers.find(({ id }) => id === 'nginx');
  const text = STREAM.replace('listen', 'worker_foo x; listen');
  const tree = nginx?.parse('/n/nginx.conf', text);
  assert.ok(nginx && tree);
  assert.equal(nginx.editor.describe(tree, text.indexOf('proxy_pass') + 3, '1.28.0')?.title, 'proxy_pass');
  assert.equal(nginx.editor.describe(tree, text.indexOf('worker_foo') + 3, '1.28.0'), undefined);
  assert.deepEqual(
    nginx.editor.outline(tree).map(({ name, children }) => [name, children.map(({ detail }) => detail)]),
    [['stream', ['8883']]],
  );
});
