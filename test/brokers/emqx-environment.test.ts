import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { format } from '../../core/facts/message';
import { type Analysis, analyze, defaultSettings, entryRangeAt, LineIndex, originFacts } from '../../core/lint/index';
import { readCompose } from '../../core/lint/syntax/compose';
import { readDotenv } from '../../core/lint/syntax/dotenv';
import { type MemoryFile, memoryHost } from '../support/memoryHost';

async function analysed(files: Readonly<Record<string, string>>, root: string, version = '5.10') {
  const held = Object.entries(files).map(([name, text]): [string, MemoryFile] => [`/p/${name}`, { text }]);
  const settings = { ...defaultSettings, versions: { emqx: version } };
  return analyze(`/p/${root}`, memoryHost(Object.fromEntries(held)), { settings, now: Date.UTC(2026, 0, 1) });
}

/** `file:line rule: the text pointed at`. */
function places({ findings, model }: Analysis): string[] {
  return findings.map(({ at, rule }) => {
    const text = model.trees.find(({ file }) => file === at.file)?.text ?? '';
    const line = new LineIndex(text).lineAt(at.start) + 1;
    return `${at.file.slice(3)}:${line} ${rule}: ${text.slice(at.start, at.end)}`;
  });
}

async function found(files: Readonly<Record<string, string>>, root = 'compose.yaml'): Promise<string[]> {
  const analysis = await analysed(files, root);
  assert.ok(analysis, 'not recognised');
  assert.equal(analysis.broker.languageId, 'emqx-environment');
  for (const { fixes } of analysis.findings) {
    for (const { edits } of fixes) for (const { span } of edits) assert.match(span.file, /\.(?:conf|hocon)$/);
  }
  return places(analysis);
}

function compose(...environment: readonly string[]): string {
  return ['services:', '  mqtt:', '    image: emqx/emqx:5.8.3', '    environment:', ...environment, ''].join('\n');
}

test('values in a map are judged where they stand', async () => {
  const text = compose(
    '      EMQX_LISTENERS__SSL__DEFAULT__MAX_CONNECTIONS: many',
    '      EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__VERSIONS: \'["tlsv1.3", "tlsv1"]\'',
    '      EMQX_LISTENERS__SSL__DEFAULT__ENABL: "true"',
  );
  const lines = await found({ 'compose.yaml': text });
  assert.ok(lines.includes('compose.yaml:5 invalid-value: many'), lines.join('\n'));
  assert.ok(
    lines.some((line) => line.startsWith('compose.yaml:6 ') && line.endsWith('"tlsv1"')),
    lines.join('\n'),
  );
  assert.ok(
    lines.some((line) => line.startsWith('compose.yaml:7 unknown-directive')),
    lines.join('\n'),
  );
});

test('the origin of a value is the variable that sets it', async () => {
  const text = compose('      EMQX_MQTT__MAX_INFLIGHT: 5');
  const analysis = await analysed({ 'compose.yaml': text }, 'compose.yaml');
  const tree = analysis?.workspace.trees.find(({ file }) => file.endsWith('compose.yaml'));
  const range = tree && entryRangeAt(tree, text.indexOf('MAX_INFLIGHT'));
  assert.ok(analysis && tree && range);
  const effective = analysis.broker.effective?.(analysis.workspace);
  const facts = effective ? originFacts(effective, { file: tree.file, ...range }, analysis.workspace.trees) : [];
  assert.deepEqual(
    facts.map(({ value }) => (typeof value === 'string' ? value : format(value))),
    ['5', 'EMQX_MQTT__MAX_INFLIGHT of the environment, compose.yaml:5'],
  );
});

test('values in a list too, also where the names are in small letters', async () => {
  const text = compose('      - emqx_mqtt__max_qos_allowed=7', '      - "EMQX_MQTT__MAX_TOPIC_LEVELS=none"');
  const lines = await found({ 'docker-compose.yml': text }, 'docker-compose.yml');
  assert.deepEqual(
    lines.filter((line) => line.includes('invalid-value')),
    ['docker-compose.yml:5 invalid-value: 7', 'docker-compose.yml:6 invalid-value: none'],
  );
});

test('an unknown name is a warning, as in EMQX’s log, and no reason not to start', async () => {
  const analysis = await analysed({ 'compose.yaml': compose('      EMQX_MQTT__MAX_QOS: 1') }, 'compose.yaml');
  assert.deepEqual(
    analysis?.findings.filter(({ rule }) => rule === 'unknown-directive').map(({ kind, level }) => [kind, level]),
    [['correctness', 'warning']],
  );
});

test('one underscore where two are meant', async () => {
  const analysis = await analysed(
    {
      'compose.yaml': compose(
        '      EMQX_LISTENERS_SSL_DEFAULT_ENABLE: "false"',
        '      EMQX_LISTENERS__TCP_DEFAULT__BIND: 127.0.0.1:1883',
        '      EMQX_DASHBOARD_DEFAULT_PASSWORD: x',
      ),
    },
    'compose.yaml',
  );
  assert.deepEqual(
    analysis?.findings.filter(({ rule }) => rule === 'unknown-directive').map(({ message }) => format(message)),
    [
      ['EMQX_LISTENERS_SSL_DEFAULT_ENABLE', 'EMQX_LISTENERS__SSL__DEFAULT__ENABLE'],
      ['EMQX_LISTENERS__TCP_DEFAULT__BIND', 'EMQX_LISTENERS__TCP__DEFAULT__BIND'],
      ['EMQX_DASHBOARD_DEFAULT_PASSWORD', 'EMQX_DASHBOARD__DEFAULT_PASSWORD'],
    ].map(
      ([name, instead]) =>
        `EMQX does not know “${name}”: two underscores stand between the segments, as in “${instead}”`,
    ),
  );
});

test('sound environments: nothing is said against their syntax', async () => {
  const text = compose(
    '      EMQX_NODE_NAME: emqx@mqtt',
    '      EMQX_NODE_COOKIE: ${COOKIE}',
    '      EMQX_HOST: mqtt',
    '      EMQX_NAME: emqx',
    '      EMQX_LOADED_PLUGINS: a,b',
    '      EMQX_NODE__COOKIE: ${COOKIE:-x}',
    '      EMQX_CLUSTER__DISCOVERY_STRATEGY: static',
    '      EMQX_CLUSTER__STATIC__SEEDS: "[emqx@a, emqx@b]"',
    '      EMQX_LISTENERS__TCP__DEFAULT__BIND: 127.0.0.1:1883',
    '      EMQX_LOG__CONSOLE__LEVEL: warning',
    '      EMQX_AUTHENTICATION__1__MECHANISM: password_based',
    '      EMQX_AUTHENTICATION__1__BACKEND: built_in_database',
    '      EMQX_MQTT__MAX_PACKET_SIZE: 1MB',
    '      TZ: Europe/Berlin',
  );
  const lines = await found({ 'compose.yaml': text });
  const syntax = /syntax-error|unknown-directive|invalid-value|ignored-root|duplicate|misplaced|required-missing/;
  assert.deepEqual(
    lines.filter((line) => syntax.test(line)),
    [],
  );
});

test('files of others are left alone', async () => {
  const others = {
    'compose.yaml':
      'services:\n  app:\n    image: my/app\n    environment:\n      EMQX_LISTENERS_SSL_DEFAULT_ENABLE: "1"\n',
    'docker-compose.yml':
      'services:\n  mqtt:\n    image: emqx/emqx:4.4.19\n    environment:\n      EMQX_ALLOW_ANONYMOUS: "1"\n',
    'compose.old.yml': 'services:\n  mqtt:\n    image: emqx:5.8\n    ports: ["1883:1883"]\n',
    'values.yaml': compose('      EMQX_MQTT__MAX_QOS: 1'),
    '.env': 'EMQX_HOST=mqtt\nEMQX_USERNAME=u\nEMQX_API_KEY=k\n',
    'app.env': 'MQTT__HOST=x\n',
  };
  for (const name of Object.keys(others)) assert.equal(await analysed(others, name), undefined, name);
});

test('each service is a node of its own: nothing in one stands over another', async () => {
  const node = (name: string) =>
    `  ${name}:\n    image: emqx/emqx:5.10\n    environment:\n      - EMQX_NODE__NAME=emqx@${name}\n`;
  const lines = await found({ 'compose.yaml': `services:\n${node('a')}${node('b')}` });
  assert.deepEqual(
    lines.filter((line) => line.includes('duplicate')),
    [],
  );
});

test('anchors and merge keys are followed; own values win', async () => {
  const text = [
    'x-emqx: &emqx',
    '  image: emqx/emqx:5.10',
    '  environment: &shared',
    '    EMQX_MQTT__MAX_QOS_ALLOWED: 7',
    '    EMQX_MQTT__MAX_TOPIC_LEVELS: none',
    'services:',
    '  a:',
    '    <<: *emqx',
    '  b:',
    '    <<: *emqx',
    '    environment:',
    '      <<: *shared',
    '      EMQX_MQTT__MAX_TOPIC_LEVELS: 8',
  ].join('\n');
  const lines = await found({ 'compose.yaml': text });
  assert.deepEqual(
    lines.filter((line) => line.includes('invalid-value')),
    ['compose.yaml:4 invalid-value: 7', 'compose.yaml:5 invalid-value: none'],
  );
});

test('the environment stands over a mounted emqx.conf, and that over what it includes', async () => {
  const files = {
    'compose.yaml': [
      'services:',
      '  mqtt:',
      '    image: emqx/emqx-enterprise:5.10.0',
      '    volumes:',
      '      - ./config/emqx.conf:/opt/emqx/etc/emqx.conf:ro',
      '    env_file: mqtt.env',
      '    environment:',
      '      EMQX_MQTT__MAX_QOS_ALLOWED: 1',
    ].join('\n'),
    'config/emqx.conf':
      'node.name = "a@b"\nmqtt { max_qos_allowed = 2, max_topic_levels = 5, max_clientid_len = none }\n',
    'mqtt.env': '# all\nEMQX_MQTT__MAX_TOPIC_LEVELS=6\nEMQX_MQTT__SHARED_SUBSCRIPTIONS=false\n',
  };
  const analysis = await analysed(files, 'compose.yaml');
  assert.ok(analysis);
  assert.ok(places(analysis).includes('config/emqx.conf:2 invalid-value: none'));
  const overridden = analysis.model.overridden?.map(({ option, at, by, fromEnvironment }) => [
    option,
    at.file,
    by.file,
    fromEnvironment,
  ]);
  assert.deepEqual(overridden, [
    ['mqtt.max_qos_allowed', '/p/config/emqx.conf', '/p/compose.yaml', true],
    ['mqtt.max_topic_levels', '/p/config/emqx.conf', '/p/mqtt.env', true],
  ]);
});

test('an .env file is judged alone, but for names that may be meant for the compose file', async () => {
  const text =
    'EMQX_DASHBOARD_DEFAULT_PASSWORD=x\nexport EMQX_MQTT__MAX_QOS_ALLOWED="7" # no\nEMQX_MQTT__MAX_TOPIC_LEVELS=5 # yes\n';
  const lines = await found({ '.env': text }, '.env');
  assert.deepEqual(
    lines.filter((line) => /invalid-value|unknown/.test(line)),
    ['.env:2 invalid-value: 7'],
  );
});

test('hover names the option that a variable stands for', async () => {
  const text = compose('      EMQX_MQTT__MAX_QOS_ALLOWED: 1');
  const analysis = await analysed({ 'compose.yaml': text }, 'compose.yaml');
  const tree = analysis?.model.trees[0];
  assert.ok(analysis && tree);
  const described = analysis.broker.editor.describe(tree, text.indexOf('MAX_QOS'), '5.10');
  assert.equal(described?.title, 'mqtt.max_qos_allowed');
  const value = analysis.broker.editor.describe(tree, text.lastIndexOf('1'), '5.10');
  assert.equal(value?.title, 'mqtt.max_qos_allowed');
  assert.equal(text.slice(value?.range.start, value?.range.end), '1');
  assert.equal(analysis.broker.editor.describe(tree, 0, '5.10'), undefined);
});

const pieces = [
  'services:',
  '  a:',
  '    image: emqx:5',
  '    environment:',
  '      EMQX_A__B: ',
  '- ',
  '&x ',
  '*x',
  '<<: *x',
  '"',
  "'",
  '[',
  '{',
  '$',
  '${A}',
  '\n',
  ': ',
  '#',
  '|',
  'EMQX_A__B=1',
];

test('any text is read without an exception, and ranges lie inside it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const services = readCompose(text);
      const variables = [...services.flatMap((service) => service.variables), ...readDotenv(text)];
      for (const { key, value } of variables) {
        for (const { start, end } of [key, value]) assert.ok(0 <= start && start <= end && end <= text.length);
      }
    }),
    { numRuns: 2000, seed: 20261125 },
  );
});

test('bombs of aliases and deep nesting end at once', () => {
  const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}`).join('\n');
  const services = readCompose(
    `a0: &a0 {EMQX_A__B: 1}\n${bomb}\nservices:\n  m:\n    image: emqx\n    environment: *a30\n`,
  );
  assert.equal(services.length, 1);
  assert.deepEqual(readCompose(`services: ${'['.repeat(50_000)}`), []);
});

test('the tag of the image tells the version, unless the user does', async () => {
  // New in 5.10.
  const option = 'EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__SESSION_TICKETS';
  const text = (tag: string) =>
    `services:\n  mqtt:\n    image: emqx/emqx:${tag}\n    environment:\n      ${option}: stateless\n`;
  for (const [tag, known] of [
    ['5.8.3', false],
    ['v5.10', true],
    ['6.3.0', true],
    ['latest', true],
    ['5.8.3@sha256:0123', false],
  ] as const) {
    const analysis = await analysed({ 'compose.yaml': text(tag) }, 'compose.yaml', 'auto');
    assert.ok(analysis);
    const lines = places(analysis);
    const unknown = lines.some((line) => /(?:unknown|unavailable)-directive/.test(line));
    assert.equal(unknown, !known, `${tag}: ${lines.join('\n')}`);
  }
  const chosen = await analysed({ 'compose.yaml': text('5.8.3') }, 'compose.yaml', '6.3');
  assert.ok(chosen);
  assert.ok(!places(chosen).some((line) => /unavailable-directive/.test(line)));
});

test('names of variables are completed by the paths of the schema', async () => {
  const analysis = await analysed(
    { 'compose.yaml': compose('      EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__VER') },
    'compose.yaml',
  );
  assert.ok(analysis);
  const [tree] = analysis.workspace.trees;
  assert.ok(tree);
  const labels = (typed: string): string[] => {
    const text = `services:\n  mqtt:\n    environment:\n      ${typed}`;
    return analysis.broker.editor.complete({ ...tree, text }, text.length, '5.10').map(({ label }) => label);
  };
  assert.ok(
    labels('EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__').includes(
      'EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__VERSIONS',
    ),
  );
  assert.ok(labels('- emqx_mqtt__max').includes('EMQX_MQTT__MAX_PACKET_SIZE'));
  assert.ok(labels('EMQX_').includes('EMQX_LISTENERS'));
  assert.deepEqual(labels('EMQX_LISTENERS__SSL__'), ['EMQX_LISTENERS__SSL__DEFAULT']);
  assert.ok(!labels('EMQX_DASHBOARD__LISTENERS__HTTP__').includes('EMQX_DASHBOARD__LISTENERS__HTTP__ENABLE'));
  assert.deepEqual(labels('OTHER_'), []);
});

/** `|` is the cursor: what is offered, and what the first of it makes of the line. */
const TYPED: readonly (readonly [line: string, first: string, labels: readonly string[]])[] = [
  ['EMQX_MQTT__STRICT_MODE: |', 'EMQX_MQTT__STRICT_MODE: "true"', ['true', 'false']],
  ['EMQX_MQTT__STRICT_MODE: "|', 'EMQX_MQTT__STRICT_MODE: "true', ['true', 'false']],
  ['- EMQX_MQTT__STRICT_MODE=|', '- EMQX_MQTT__STRICT_MODE=true', ['true', 'false']],
  [
    '- "EMQX_LISTENERS__SSL__A__SSL_OPTIONS__VERIFY=ver|',
    '- "EMQX_LISTENERS__SSL__A__SSL_OPTIONS__VERIFY=verify_peer',
    ['verify_peer', 'verify_none'],
  ],
  ['EMQX_LOG__CONSOLE__FORMATTER: js|', 'EMQX_LOG__CONSOLE__FORMATTER: text', ['text', 'json']],
  ['export EMQX_AUTHORIZATION__NO_MATCH=|', 'export EMQX_AUTHORIZATION__NO_MATCH=allow', ['allow', 'deny']],
  ['EMQX_NO_SUCH__THING: |', '', []],
  ['# EMQX_MQTT__STRICT_MODE: |', '', []],
];

for (const [line, first, labels] of TYPED) {
  test(`while ${line} is typed`, async () => {
    const above =
      'services:\n  mqtt:\n    image: emqx:5.10\n    environment:\n      EMQX_ZONES__OUTER__MQTT__MAX_INFLIGHT: 5\n';
    const analysis = await analysed({ 'compose.yaml': `${above}      EMQX_MQTT__MAX_INFLIGHT: 5\n` }, 'compose.yaml');
    const [tree] = analysis?.workspace.trees ?? [];
    assert.ok(analysis && tree);
    const text = `${above}      ${line.replace('|', '')}`;
    const found = analysis.broker.editor.complete({ ...tree, text }, text.length, '5.10');
    assert.deepEqual(
      found.map(({ label }) => label),
      labels,
    );
    const [one] = found;
    const made = one ? text.slice(0, one.range.start) + one.insert : '';
    assert.equal(made.slice(above.length).trim(), first);
    assert.ok(
      found.every(({ doc, kind }) => kind !== 'value' || doc),
      'every value is explained',
    );
  });
}

test('names of zones and listeners that the file uses are offered beside “default”', async () => {
  const text = compose('      EMQX_ZONES__OUTER__MQTT__MAX_INFLIGHT: 5', '      EMQX_ZONES__');
  const analysis = await analysed({ 'compose.yaml': text }, 'compose.yaml');
  const [tree] = analysis?.workspace.trees ?? [];
  assert.ok(analysis && tree);
  const found = analysis.broker.editor.complete(tree, text.length - 1, '5.10');
  assert.deepEqual(
    found.map(({ insert }) => insert),
    ['EMQX_ZONES__DEFAULT__', 'EMQX_ZONES__OUTER__'],
  );
});

test('no text takes long, whoever wrote it', () => {
  // A quotation mark that is never closed, and lists in lists in lists.
  assert.equal(readDotenv(`A="${'\\\\'.repeat(200)}\nB=1`).length, 2);
  assert.deepEqual(readCompose('- '.repeat(400_000)), []);
  assert.deepEqual(readCompose('? '.repeat(400_000)), []);
  assert.deepEqual(
    readDotenv('A="a\\"b" # c').map(({ text }) => text),
    ['a"b'],
  );
});
