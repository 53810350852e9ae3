import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, applyEdits, defaultSettings, type Finding, LineIndex } from '../../core/lint/index';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { nginxDirectory, nginxVersion, preamble, tryNginx } from '../support/nginx';

const directory = nginxDirectory();
after(() => rmSync(directory, { recursive: true, force: true }));

for (const [key, certificate, name] of [
  ['key.pem', 'cert.pem', 'one'],
  ['key2.pem', 'cert2.pem', 'two'],
] as const) {
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=${name} -addext subjectAltName=DNS:${name}`;
  const made = spawnSync('openssl', [...words.split(' '), '-keyout', key, '-out', certificate], { cwd: directory });
  assert.equal(made.status, 0, 'openssl did not run: install the package openssl');
}

const PAIR = 'ssl_certificate cert.pem; ssl_certificate_key key.pem;';
/** One directive a line, so that the line tells the directive. */
const lines = (text: string) => text.replace(/; /g, ';\n');

const stream = (text: string) => `stream {\nserver {\n${lines(text)}\nproxy_pass 127.0.0.1:1883;\n}\n}\n`;
const tls = (text: string) => stream(`listen 127.0.0.1:18883 ssl; ${PAIR} ${text}`);
const http = (text: string, location = '') =>
  `http {\nserver {\n${lines(text)}\nlocation /mqtt {\n${lines(location)}\nproxy_pass http://127.0.0.1:8083;\n}\n}\n}\n`;
const https = (text: string, location = '') => http(`listen 127.0.0.1:18084 ssl; ${PAIR} ${text}`, location);
const to = (target: string, rest = '') =>
  `stream {\n${rest}\nserver {\nlisten 127.0.0.1:18883;\nproxy_pass ${target};\n}\nserver {\nlisten 127.0.0.1:18884;\nproxy_pass 127.0.0.1:1883;\n}\n}\n`;

/** With a sound server before it, so that the file is known to lead to a broker. */
const broken = (text: string) =>
  stream('listen 127.0.0.1:18884;').replace(/}\n$/, `server {\n${text}\nproxy_pass 127.0.0.1:1883;\n}\n}\n`);

const CASES: readonly string[] = [
  stream('listen 127.0.0.1:18883;'),
  stream('listen 127.0.0.1:18883 ssl;'),
  stream('listen 127.0.0.1:18883 ssl; ssl_certificate cert.pem;'),
  stream('listen 127.0.0.1:18883 ssl; ssl_certificate_key key.pem;'),
  stream(`listen 127.0.0.1:18883; ${PAIR}`),
  stream(`listen 127.0.0.1:18883 ssl; ssl_certificate cert.pem; ssl_certificate_key key2.pem;`),
  stream(`listen 127.0.0.1:18883 ssl; ssl_certificate none.pem; ssl_certificate_key key.pem;`),
  stream(''),
  stream('listen;'),
  stream('listen 0;'),
  stream('listen 99999;'),
  stream('listen 127.0.0.1:18883 foo;'),
  stream('listen 127.0.0.1:18883 http2;'),
  stream('listen 127.0.0.1:18883 default_server;'),
  stream('listen 127.0.0.1:18883 so_keepalive=on backlog=100;'),
  stream('listen 127.0.0.1:18883; listen 127.0.0.1:18883;'),
  stream('listen 127.0.0.1:18883 proxy_protocol; proxy_protocol on;'),
  stream('listen 127.0.0.1:18883; proxy_protocol yes;'),
  stream('listen 127.0.0.1:18883; proxy_timeout 10x;'),
  stream('listen 127.0.0.1:18883; proxy_timeout 1h30m;'),
  stream('listen 127.0.0.1:18883; proxy_timeout 1h 30m;'),
  stream('listen 127.0.0.1:18883; proxy_timeout;'),
  stream('listen 127.0.0.1:18883; proxy_timeout "10m";'),
  stream('listen 127.0.0.1:18883; proxy_timeout 1m; proxy_timeout 2m;'),
  stream('listen 127.0.0.1:18883; proxy_pass 127.0.0.1:8883;'),
  stream('listen 127.0.0.1:18883; proxy_read_timeout 1m;'),
  stream('listen 127.0.0.1:18883; add_header X y;'),
  stream('listen 127.0.0.1:18883; server_name x;'),
  stream('listen 127.0.0.1:18883; ssl on;'),
  stream('listen 127.0.0.1:18883; ssl_reject_handshake on;'),
  stream('listen 127.0.0.1:18883; limit_conn none 5;'),
  stream('listen 127.0.0.1:18883; proxy_ssl on;'),
  stream('listen 127.0.0.1:18883; proxy_ssl on; proxy_ssl_verify on;'),
  stream('listen 127.0.0.1:18883; proxy_ssl_verify on;'),
  stream('listen 127.0.0.1:18883; proxy_ssl on; proxy_ssl_verify on; proxy_ssl_trusted_certificate cert.pem;'),
  stream('listen 127.0.0.1:18883; proxy_ssl ja;'),
  stream('listen 127.0.0.1:18883; ssl_protocol TLSv1.2;'),
  stream('listen 127.0.0.1:18883; proxy_pas x;'),
  stream('listen 127.0.0.1:18883; location / { }'),
  stream('listen 127.0.0.1:18883; ;'),
  broken('listen 127.0.0.1:18883'),
  broken('listen "127.0.0.1:18883"x;'),
  broken('listen "127.0.0.1:18883;'),
  broken('listen 127.0.0.1:18883; }'),
  broken('listen 127.0.0.1:18883; {'),
  stream("listen 127.0.0.1:18883; # it's a comment"),
  stream('listen 127.0.0.1:18883; proxy_download_rate 10k;'),
  tls('ssl_stapling on;'),
  tls('ssl_stapling_verify on;'),
  tls('ssl_verify_client on;'),
  tls('ssl_verify_client optional;'),
  tls('ssl_verify_client optional_no_ca;'),
  tls('ssl_verify_client maybe;'),
  tls('ssl_verify_client on; ssl_client_certificate cert.pem;'),
  tls('ssl_verify_client on; ssl_trusted_certificate cert.pem;'),
  tls('ssl_verify_client on; ssl_client_certificate none.pem;'),
  tls('ssl_client_certificate none.pem;'),
  tls('ssl_trusted_certificate none.pem;'),
  tls('ssl_verify_client on; ssl_client_certificate cert.pem; ssl_crl none.pem;'),
  tls('ssl_certificate cert2.pem;'),
  tls('ssl_session_cache foo;'),
  tls('ssl_session_cache builtin:1000 shared:SSL:10m;'),
  stream('listen 127.0.0.1:18883; proxy_ssl on; proxy_ssl_verify on; proxy_ssl_trusted_certificate none.pem;'),
  stream('listen 127.0.0.1:18883; proxy_ssl on; proxy_ssl_trusted_certificate none.pem;'),
  tls('ssl_verify_depth x;'),
  tls('ssl_protocols TLSv1.2 TLSv1.3;'),
  tls('ssl_protocols tlsv1.2;'),
  tls('ssl_protocols TLSv1 TLSv1.1;'),
  tls('ssl_protocols TLSv1.4;'),
  tls('ssl_protocols;'),
  tls('ssl_protocols TLSv1.2; ssl_protocols TLSv1.3;'),
  tls('ssl_ciphers FOO;'),
  tls('ssl_ciphers FOO:HIGH;'),
  tls('ssl_ciphers HIGH:!aNULL; ssl_ciphers HIGH;'),
  tls('ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256 HIGH;'),
  tls('ssl_session_tickets maybe;'),
  tls('ssl_session_cache shared:a:1m; ssl_session_timeout 1d;'),
  tls('ssl_session_timeout 1y 3;'),
  tls('resolver 127.0.0.1; resolver_timeout 5s;'),
  tls('ssl_crl none.pem;'),
  tls('ssl_dhparam none.pem;'),
  to('mqtt'),
  to('127.0.0.1'),
  to('mqtt', 'upstream mqtt { }'),
  to('mqtt', 'upstream mqtt {\nserver 127.0.0.1;\n}'),
  to('mqtt', 'upstream mqtt {\nserver 127.0.0.1:1883 weight=2;\nserver unix:/run/m.sock;\nleast_conn;\n}'),
  to('mqtt', 'upstream mqtt {\nserver 127.0.0.1:1883 wight=1;\n}'),
  to(
    'mqtt',
    'upstream mqtt {\nserver 127.0.0.1:1883 max_conns=5 max_fails=2 fail_timeout=30s;\nserver 127.0.0.1:1884 backup;\n}',
  ),
  to('mqtt', 'upstream mqtt {\nip_hash;\nserver 127.0.0.1:1883;\n}'),
  to('mqtt', 'upstream mqtt {\nlisten 1;\nserver 127.0.0.1:1883;\n}'),
  to('$up', 'map $remote_addr $up {\ndefault 127.0.0.1:1883;\n~^10\\. 127.0.0.1:8883;\n}'),
  `${to('127.0.0.1:1883')}stream { }\n`,
  `stream {\nserver {\nlisten 127.0.0.1:18883;\n}\n${to('127.0.0.1:1883').slice(9)}`,
  `stream {\nlimit_conn_zone $binary_remote_addr zone=a:1m;\nserver {\nlisten 127.0.0.1:18883;\nlimit_conn a 5;\nproxy_pass 127.0.0.1:1883;\n}\n}\n`,
  `stream {\nserver {\nlisten 127.0.0.1:18883;\nproxy_pass 127.0.0.1:1883;\n}\nserver {\nlisten 127.0.0.1:18883;\nproxy_pass 127.0.0.1:1883;\n}\n}\n`,
  to('127.0.0.1:1883').slice(0, -2),
  `include missing.conf;\n${to('127.0.0.1:1883')}`,
  `include missing/*.conf;\n${to('127.0.0.1:1883')}`,
  `ssl_protocols TLSv1.2;\n${to('127.0.0.1:1883')}`,
  https(''),
  https('ssl_stapling on;'),
  https('ssl_stapling on; ssl_stapling_verify on; resolver 127.0.0.1; ssl_trusted_certificate cert.pem;'),
  https('ssl_trusted_certificate none.pem;'),
  https('ssl_client_certificate none.pem;'),
  https('ssl on;'),
  http('listen 127.0.0.1:18084; ssl on;'),
  http('listen 127.0.0.1:18084 ssl;'),
  https('proxy_timeout 5m;'),
  https('proxy_protocol on;'),
  https('ssl_handshake_timeout 5s;'),
  https('ssl_verify_client on;'),
  https('listen 127.0.0.1:18084 ssl;'),
  https(
    '',
    'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_read_timeout 10m;',
  ),
  https('', 'proxy_http_version 2;'),
  https('', 'proxy_ssl on;'),
  https('', 'listen 1;'),
  https('server_name "a b" ~^x{1,2}$; client_max_body_size 1m;'),
  https("if ($host = 'x') { return 403; }"),
];

/** Where the text ends too early, and where `http` names the server instead of its “listen”, the finding has a better place. */
const ELSEWHERE = /unexpected end of file|no "ssl_certificate/;

async function findingsOf(text: string): Promise<readonly Finding[]> {
  const settings = { ...defaultSettings, versions: { nginx: nginxVersion() } };
  const file = path.join(directory, 'nginx.conf');
  const analysis = await analyze(file, nodeHost({ ids: pathIds, roots: [] }), {
    settings,
    now: Date.now(),
    broker: 'nginx',
  });
  assert.ok(analysis, text);
  return analysis.findings;
}

/** nginx names the line on which a directive ends. */
function linesOf(findings: readonly Finding[], text: string): number[] {
  const index = new LineIndex(text);
  return findings.map(({ at }) => index.lineAt(at.start) + 1);
}

for (const body of CASES) {
  const text = preamble(directory) + body;
  test(`nginx -t: ${body.replace(/\n/g, ' ').slice(0, 150)}`, async () => {
    const verdict = tryNginx(text, directory);
    const fatal = (await findingsOf(text)).filter(({ kind }) => kind === 'fatal');
    const said = fatal.map(({ rule, message }) => `${rule}: ${format(message)}`).join('\n');
    assert.equal(fatal.length > 0, verdict.refused, `${verdict.log}\n${said}`);
    if (verdict.line !== undefined && !ELSEWHERE.test(verdict.log)) {
      assert.ok(linesOf(fatal, text).includes(verdict.line), `${verdict.log}\n${said} (${linesOf(fatal, text)})`);
    }
  });
}

test('what nginx accepts it still accepts after each safe fix, and each fix of one finding', async () => {
  for (const body of CASES) {
    const text = preamble(directory) + body;
    const before = tryNginx(text, directory);
    const fixes = (await findingsOf(text)).flatMap(({ fixes: all, rule }) => all.map((fix) => ({ ...fix, rule })));
    for (const { edits, rule, safe } of fixes) {
      const fixed = applyEdits(text, edits);
      assert.notEqual(fixed, text);
      // What was refused for several reasons may still be.
      if (!before.refused) {
        const { refused, log } = tryNginx(fixed, directory);
        assert.equal(refused, false, `${rule} (${safe ? 'safe' : 'not safe'})\n${fixed}\n${log}`);
      }
    }
  }
});
