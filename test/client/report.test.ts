import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Memento } from 'vscode';
import { panelPage } from '../../client/src/report/page';
import { type Plan, restoredPlan, storedPlan } from '../../client/src/report/plan';
import { type Findings, runPlan, type Surroundings } from '../../client/src/report/run';
import { makeStrangers } from '../../client/src/report/strangers';
import { savedTargets } from '../../client/src/ui/savedTargets';
import { inspectBytes } from '../../core/certs';
import type { ListenerExpectation } from '../../core/facts/expectation';
import { format } from '../../core/facts/message';
import { reportDocument, reportHtml, reportJson, reportMarkdown, type Target } from '../../core/probe';
import { type Mosquitto, mosquitto, type Pair, passwordFile, target, workshop } from '../probe/tools';
import { freePort } from '../support/freePort';
import { openssl } from '../support/openssl';

const shop = workshop();
const secrets = { password: 'planted-password', passphrase: 'planted-passphrase' };
const ports = { login: 0, mutual: 0 };
let ca: Pair;
let client: Pair;
let lockedKey: string;
let broker: Mosquitto;

before(async () => {
  ca = await shop.make('ca', { role: 'ca', name: 'Test CA' });
  const server = await shop.make('server', { dns: ['localhost'], ip: ['127.0.0.1'] }, ca);
  client = await shop.make('client', { role: 'client', name: 'sensor' }, ca);
  lockedKey = path.join(shop.directory, 'locked.key');
  openssl('pkey', '-in', client.key, '-aes256', '-passout', `pass:${secrets.passphrase}`, '-out', lockedKey);
  for (const name of ['login', 'mutual'] as const) ports[name] = await freePort();
  const passwords = passwordFile(path.join(shop.directory, 'passwords'), 'operator', secrets.password);
  const tls = [`cafile ${ca.cert}`, `certfile ${server.cert}`, `keyfile ${server.key}`];
  broker = await mosquitto(shop.directory, [
    'per_listener_settings true',
    ...[`listener ${ports.login} 127.0.0.1`, `password_file ${passwords}`, ...tls],
    ...[`listener ${ports.mutual} 127.0.0.1`, 'require_certificate true', 'use_identity_as_username true', ...tls],
  ]);
});

after(async () => {
  await broker?.stop();
  shop.remove();
});

/** A target with every secret that there is. */
const withSecrets = (): Target =>
  target(`mqtts://localhost:${ports.login}`, {
    ca: ca.cert,
    cert: client.cert,
    key: lockedKey,
    username: 'operator',
    ...secrets,
  });

interface Told {
  readonly steps: readonly string[];
  readonly states: readonly Findings[];
}

async function run(plan: Plan, more: Partial<Surroundings> = {}): Promise<Findings & Told> {
  const steps: string[] = [];
  const states: Findings[] = [];
  const found = await runPlan(plan, {
    now: Date.now(),
    versions: process.versions,
    signal: new AbortController().signal,
    mayScan: () => true,
    strangers: (of) => makeStrangers(of, Date.now(), async () => undefined),
    expectation: async () => undefined,
    nameOf: async ({ file, start }) => ({ file, line: start + 1 }),
    onChange: (state, step) => {
      states.push(state);
      steps.push(format(step));
    },
    onDetail: (step) => steps.push(format(step)),
    ...more,
  });
  return { ...found, steps, states };
}

const at = { file: 'file:///etc/mosquitto/mosquitto.conf', start: 4, end: 9 };
const expectation: ListenerExpectation = {
  label: 'listener 8883',
  at,
  tls: true,
  tlsAt: at,
  certificate: { at, path: 'server.crt', fingerprint: '00' },
  versions: { at, enabled: ['tlsv1.3'] },
  clientCertificate: { at, value: 'required' },
  anonymous: { at, allowed: false },
};

test('everything at once: no secret is in any form of the report, in a step, or in what is stored', async () => {
  const plan: Plan = {
    questions: ['connection', 'comparison'],
    jobs: [{ target: withSecrets(), label: 'listener 8883', listener: { uri: at.file, line: 0 } }],
  };
  const { report, places, steps, states } = await run(plan, { expectation: async () => expectation });
  const [part] = report.parts;
  assert.equal(
    part?.events.every(({ ok }) => ok),
    true,
    JSON.stringify(part?.events),
  );
  assert.equal(part?.scan?.ok, true);
  const found = part?.differences?.map(({ id }) => id) ?? [];
  for (const id of ['certificate-not-reloaded', 'client-certificate-not-required', 'version-wider'] as const) {
    assert.ok(found.includes(id), `${id} is not among ${found.join(', ')}`);
  }
  assert.equal(places[0]?.length, found.length);
  const memory = new Map<string, unknown>();
  await savedTargets(mementoOf(memory)).save('mine', withSecrets());
  const forms: Readonly<Record<string, string>> = {
    page: reportDocument(report, {}),
    panel: reportHtml(report, { medium: 'panel' }),
    markdown: reportMarkdown(report),
    json: JSON.stringify(reportJson(report)),
    state: JSON.stringify({ report, places, plan: storedPlan(plan), states }),
    saved: JSON.stringify([...memory]),
    steps: steps.join('\n'),
  };
  for (const [name, text] of Object.entries(forms)) {
    assert.ok(text.length > 40, name);
    for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret), `${secret} is in ${name}`);
    for (const line of readFileSync(client.key, 'utf8').split('\n').slice(1, -2)) assert.ok(!text.includes(line), name);
  }
});

test('mutual TLS: strangers are made where the authority is at hand, and refused', async () => {
  const of = target(`mqtts://localhost:${ports.mutual}`, { ca: ca.cert, cert: client.cert, key: client.key });
  const { report } = await run({ questions: ['refusals'], jobs: [{ target: of }] });
  const outcomes = Object.fromEntries((report.parts[0]?.refusals ?? []).map(({ id, outcome }) => [id, outcome]));
  assert.equal(outcomes['foreign-client-certificate'], 'refused');
  assert.equal(outcomes['expired-client-certificate'], 'refused');
  const { foreign, expired } = await makeStrangers({ cert: client.cert }, Date.now(), async () => undefined);
  const [own] = inspectBytes(expired?.cert ?? new Uint8Array()).certificates;
  assert.match(own?.issuer ?? '', /Test CA/);
  assert.ok((own?.notAfter ?? Infinity) < Date.now());
  assert.ok(foreign);
});

test('an authority whose key is encrypted issues only where its passphrase is known', async () => {
  const other = workshop();
  try {
    const authority = await other.make('ca', { role: 'ca', name: 'Locked CA' });
    const { cert } = await other.make('client', { role: 'client', name: 'sensor' }, authority);
    const open = readFileSync(authority.key);
    const from = other.write('open.key', open);
    openssl('pkey', '-in', from, '-aes256', '-passout', 'pass:secret', '-out', authority.key);
    const asked: string[] = [];
    const passphrase = (answer: string | undefined) => async (fingerprint: string) => {
      asked.push(fingerprint);
      return answer;
    };
    assert.equal((await makeStrangers({ cert }, Date.now(), passphrase(undefined))).expired, undefined);
    assert.equal((await makeStrangers({ cert }, Date.now(), passphrase('wrong'))).expired, undefined);
    assert.ok((await makeStrangers({ cert }, Date.now(), passphrase('secret'))).expired);
    assert.deepEqual(
      new Set(asked),
      new Set([inspectBytes(readFileSync(authority.cert)).certificates[0]?.fingerprint]),
    );
  } finally {
    other.remove();
  }
});

test('what is not confirmed is not tried, by whichever question', async () => {
  const jobs = [{ target: withSecrets(), label: 'listener 8883', listener: { uri: at.file, line: 0 } }];
  for (const question of ['scan', 'refusals', 'comparison'] as const) {
    const asked: string[] = [];
    const { report } = await run(
      { questions: [question], jobs },
      { mayScan: (addresses) => asked.push(...addresses) < 0, expectation: async () => expectation },
    );
    const [part] = report.parts;
    assert.ok(asked.length > 0, question);
    assert.ok(part?.scan === undefined || !part.scan.ok, question);
    assert.equal(part?.refusals, undefined, question);
    assert.equal(part?.differences, undefined, question);
  }
});

test('cancelled: what is known by then is the report, and it says so', async () => {
  const stop = new AbortController();
  const { report } = await run(
    { questions: ['connection', 'scan', 'refusals'], jobs: [{ target: withSecrets() }, { target: withSecrets() }] },
    { signal: stop.signal, onChange: () => stop.abort() },
  );
  assert.equal(report.parts.length, 2);
  assert.equal(report.parts[0]?.refusals, undefined);
  assert.deepEqual(report.parts[1]?.events, []);
  assert.match(reportMarkdown(report), /Cancelled\\?\./);
});

test('a stored plan comes back with its secrets, or not at all', async () => {
  const plan: Plan = { questions: ['connection'], jobs: [{ target: withSecrets() }] };
  const stored = JSON.parse(JSON.stringify(storedPlan(plan)));
  assert.deepEqual(await restoredPlan(stored, async (_, kind) => secrets[kind]), JSON.parse(JSON.stringify(plan)));
  assert.equal(await restoredPlan(stored, async (_, kind) => (kind === 'password' ? 'x' : undefined)), undefined);
});

test('saved targets: the newest first, one of each name, deleted for good', async () => {
  const targets = savedTargets(mementoOf(new Map()));
  assert.deepEqual(targets.list(), []);
  await targets.save('a', withSecrets());
  await targets.save('b', withSecrets());
  await targets.save('a', withSecrets());
  assert.deepEqual(
    targets.list().map(({ name }) => name),
    ['a', 'b'],
  );
  assert.deepEqual(targets.list()[0]?.target.secrets, ['password', 'passphrase']);
  await targets.remove('a');
  assert.deepEqual(
    targets.list().map(({ name }) => name),
    ['b'],
  );
});

test('the page of the panel runs and loads nothing but what bears its nonce', () => {
  const page = panelPage({ nonce: 'bm9uY2U=', script: 'https://x/"dist/report.js', language: 'en', say: format });
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe|https?:|data:|\*/);
  for (const [tag] of page.matchAll(/<(?:style|script)[^>]*>/g)) assert.match(tag, /nonce="bm9uY2U="/);
  assert.match(page, /src="https:\/\/x\/&quot;dist\/report\.js"/);
  assert.doesNotMatch(page, / on\w+=| style=/);
});

function mementoOf(memory: Map<string, unknown>): Memento {
  return {
    keys: () => [...memory.keys()],
    get: <T>(key: string, fallback?: T) => (memory.has(key) ? memory.get(key) : fallback) as T,
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
}
