import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { format } from '../../core/facts/message';
import { type Analysis, analyze, applyEdits, defaultSettings } from '../../core/lint';
import { fuzzLimits } from '../support/fuzzLimits';
import { analyzeText, assertFixesWork, assertSound } from '../support/inspectAnalysis';
import { memoryHost } from '../support/memoryHost';

const NAME = 'emqx_ssl_dist.conf';

const SAMPLE = `%% As EMQX 5 has it.
[{server,
  [
  %{log_level, debug},
   {certfile, "etc/certs/cert.pem"},
   {cacertfile, "etc/certs/cacert.pem"},
   {verify, verify_none}
  ]},
 {client,
  [
   {verify, verify_none}
  ]}].
`;

/** Rules and what they say, at lines counted from 1. */
function said({ findings, model }: Analysis, rule: string): string[] {
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ at, level }) => {
      const text = model.trees.find(({ file }) => file === at.file)?.text ?? '';
      return `${path.posix.basename(at.file)}:${text.slice(0, at.start).split('\n').length} ${level}`;
    });
}

test('both sides are judged, and the fix of a side that has an authority is Erlang again', async () => {
  const analysis = await analyzeText(SAMPLE, 'emqx', NAME);
  assert.deepEqual(said(analysis, 'peer-verification-off'), [`${NAME}:7 info`, `${NAME}:11 info`]);
  const [fixed] = analysis.findings.filter(({ rule }) => rule === 'peer-verification-off');
  const text = applyEdits(SAMPLE, fixed?.fixes[0]?.edits ?? []);
  assert.match(text, /\{verify, verify_peer\},\n {3}\{fail_if_no_peer_cert, true\}\n/);
  await assertFixesWork(analysis);
});

const CONFIGURATION = (protocol: string) => `node.name = "emqx@10.0.0.1"\ncluster.proto_dist = ${protocol}\n`;

async function together(files: Readonly<Record<string, string>>, root: string): Promise<Analysis> {
  const host = memoryHost(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text }])));
  const analysis = await analyze(root, host, { settings: defaultSettings, now: Date.UTC(2026, 0, 15) });
  assert.ok(analysis);
  return analysis;
}

test('it is read along with the configuration that switches TLS between nodes on', async () => {
  const files = { '/etc/emqx/ssl_dist.conf': SAMPLE, '/etc/emqx/emqx.conf': CONFIGURATION('inet_tls') };
  const analysis = await together(files, '/etc/emqx/emqx.conf');
  assert.deepEqual(said(analysis, 'peer-verification-off'), ['ssl_dist.conf:7 warning', 'ssl_dist.conf:11 warning']);
  const named = analysis.model.references.filter(({ at }) => at.file.endsWith('ssl_dist.conf'));
  assert.deepEqual(
    named.map(({ role, target }) => [role, target?.facts.kind]),
    [
      ['certificate', 'missing'],
      ['ca', 'missing'],
    ],
  );
});

test('a configuration without TLS between nodes has nothing to do with it, and a missing file is no matter', async () => {
  const files = { '/etc/emqx/ssl_dist.conf': SAMPLE, '/etc/emqx/emqx.conf': CONFIGURATION('inet_tcp') };
  const plain = await together(files, '/etc/emqx/emqx.conf');
  assert.deepEqual(said(plain, 'peer-verification-off'), []);
  const alone = await together({ '/etc/emqx/emqx.conf': CONFIGURATION('inet_tls') }, '/etc/emqx/emqx.conf');
  assert.deepEqual(said(alone, 'file-missing'), []);
});

test('4.x names the file, and it counts where nodes talk TLS to each other', async () => {
  const flat = (protocol: string) =>
    `node.name = emqx@10.0.0.1\ncluster.proto_dist = ${protocol}\nallow_anonymous = false\nacl_nomatch = deny\n` +
    `listener.tcp.external = 127.0.0.1:1883\nnode.ssl_dist_optfile = /etc/emqx/ssl_dist.conf\n`;
  for (const [protocol, count] of [
    ['inet_tls', 2],
    ['inet_tcp', 0],
  ] as const) {
    const files = { '/etc/emqx/ssl_dist.conf': SAMPLE, '/etc/emqx/emqx.conf': flat(protocol) };
    const analysis = await together(files, '/etc/emqx/emqx.conf');
    assert.equal(said(analysis, 'peer-verification-off').length, count, protocol);
  }
});

test('such files of other programs are known by what stands in them', async () => {
  const files = { '/srv/ssl_dist.conf': SAMPLE };
  assert.equal((await together(files, '/srv/ssl_dist.conf')).broker.languageId, 'emqx-ssl-dist');
});

test('sections, options and their values are offered where they fit', async () => {
  const { model, broker } = await analyzeText(SAMPLE, 'emqx', NAME);
  const offered = (text: string) => {
    const tree = broker.parse('a', text.replace('|', ''));
    return broker.editor.complete(tree, text.indexOf('|'), model.version).map(({ label }) => label);
  };
  assert.deepEqual(offered('[|'), ['server', 'client']);
  assert.deepEqual(offered('[{server, [{verify, |'), ['verify_peer', 'verify_none']);
  assert.deepEqual(offered('[{server, [{verify, verify_peer}, {fail_if_no_peer_cert, t|'), ['true', 'false']);
  assert.ok(offered('[{server, [{|').includes('fail_if_no_peer_cert'));
  assert.ok(!offered('[{server, []}, {client, [{|').includes('fail_if_no_peer_cert'));
  assert.ok(offered('[{server, []}, {client, [{verify, verify_peer}, |').includes('server_name_indication'));
  assert.deepEqual(offered('% {|'), []);
  assert.deepEqual(offered('[{server, [{certfile, "|'), []);
});

test('hover, outline and paths know the options', async () => {
  const { model, broker } = await analyzeText(SAMPLE, 'emqx', NAME);
  const [tree] = model.trees;
  assert.ok(tree);
  assert.equal(broker.editor.describe(tree, SAMPLE.indexOf('cacertfile') + 2, model.version)?.title, 'cacertfile');
  assert.equal(broker.editor.describe(tree, SAMPLE.indexOf('client') + 1, model.version)?.title, 'client');
  assert.deepEqual(
    broker.editor.outline(tree).map(({ name, children }) => [name, children.map((child) => child.name)]),
    [
      ['server', ['certfile', 'cacertfile', 'verify']],
      ['client', ['verify']],
    ],
  );
  const place = broker.editor.pathAt?.(tree, SAMPLE.indexOf('cacert.pem') + 3, model.version);
  assert.deepEqual([place?.written, place?.role], ['etc/certs/cac', 'ca']);
});

/** Texts that Erlang takes or refuses as the value of `-ssl_dist_optfile`. */
const CASES: readonly string[] = [
  SAMPLE,
  '[{server, []}].',
  '[{server, []}]',
  '[{server, []}]\n% no dot\n',
  '{server, [{certfile, "a"}]}.\n',
  '{server, []}.\n{client, []}.\n',
  '[{server, []}].\n[{client, []}].\n',
  '[{server, [{certfile, "a"},]}].\n',
  '[{server, [{certfile, "a"} {verify, verify_none}]}].\n',
  '[{server, [{certfile, "a" "b"}]}, {server, []}].\n',
  '[{server, [{certfile, A}]}].\n',
  '[{server, [{certfile, "a}]}].\n',
  '[{server, #{certfile => "a"}}].\n',
  '[{server, [{certfile, filename:join("a", "b")}]}].\n',
  '[{server, [{verify_fun, {fun m:f/3, []}}]}].\n',
  '[{server, [{depth, 1 + 1}]}].\n',
  "[{server, [{versions, ['tlsv1.2']}]}].\n",
  '[{server, [{versions, [tlsv1.2]}]}].\n',
  '[{server, [{certfile, <<"a">>}]}].\n',
];

const erlang = spawnSync('erl', ['-version']).error;
const skip = erlang ? 'erl is not installed (Debian package erlang-base)' : false;

/** `ssl_dist_sup:consult/1` without the file's encoding. */
const CONSULT =
  '[io:format("~s ~w~n", [F, try {ok, B} = file:read_file(F), {ok, T, _} = erl_scan:string(binary_to_list(B)), {ok, [E]} = erl_parse:parse_exprs(T), {value, _, []} = erl_eval:expr(E, erl_eval:new_bindings()), ok catch _:_ -> refused end]) || F <- filelib:wildcard("*.conf")], halt().';

test('what Erlang refuses is reported, and nothing else', { skip }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ssl-dist-'));
  try {
    CASES.forEach((text, index) => {
      writeFileSync(path.join(folder, `${index}.conf`), text);
    });
    const { stdout } = spawnSync('erl', ['-noshell', '-eval', CONSULT], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, readdirSync(folder).length);
    for (const line of lines) {
      const [name = '', verdict] = line.split(' ');
      const text = CASES[Number.parseInt(name, 10)] ?? '';
      const { findings } = await analyzeText(text, 'emqx', NAME);
      const found = findings.filter(({ rule }) => rule === 'syntax-error').map(({ message }) => format(message));
      assert.equal(found.length > 0, verdict === 'refused', `${JSON.stringify(text)}: erl says ${verdict}; ${found}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('whatever the text, nothing throws, and an applied fix ends its finding', async () => {
  const piece = fc.constantFrom('\n', ' ', '{', '}', '[', ']', ',', '.', '"', "'", '%', 'verify', 'fun ', '\r\n');
  const change = fc.record({ at: fc.nat(SAMPLE.length), remove: fc.nat(12), insert: piece });
  const texts = fc
    .array(change, { maxLength: 8 })
    .map((changes) =>
      changes.reduce((all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove), SAMPLE),
    );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const analysis = await analyzeText(text, 'emqx', NAME);
      assertSound(analysis);
      await assertFixesWork(analysis);
    }),
    fuzzLimits(),
  );
});
