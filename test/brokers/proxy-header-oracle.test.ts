import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { atLeast } from '../../core/lint/brokers/mosquitto/version';
import { type Analysis, analyze, defaultSettings, together } from '../../core/lint/index';
import { startMosquitto, startNginx } from '../support/brokers';
import { freePort } from '../support/freePort';
import { memoryHost } from '../support/memoryHost';
import { allBrokers, lacksBroker } from '../support/mosquitto';
import { nginxDirectory, nginxVersion, preamble } from '../support/nginx';
import { roundTrip } from '../support/runningBroker';

const directory = nginxDirectory();
after(() => rmSync(directory, { recursive: true, force: true }));

/** One listener of the broker, and what nginx sends to it. */
interface Pair {
  readonly taken: string;
  readonly sent: string;
}

const HEADERS = ['', 'enable_proxy_protocol 1', 'enable_proxy_protocol 2'];
const PAIRS: readonly Pair[] = HEADERS.flatMap((taken) => ['', 'proxy_protocol on;'].map((sent) => ({ taken, sent })));
/** Under these nginx is known to lead to a broker; the real ones are any that are free. */
const KNOWN_PORTS = [1883, 1884, 8083, 9001, 14567, 15675];

function mosquittoConf(pairs: readonly Pair[], ports: readonly number[]): string {
  const listeners = pairs.map(
    ({ taken }, index) => `listener ${ports[index]} 127.0.0.1\nallow_anonymous true\n${taken}`,
  );
  return ['user root', 'log_dest stderr', 'per_listener_settings true', ...listeners, ''].join('\n');
}

function nginxConf(pairs: readonly Pair[], ports: readonly number[], fronts: readonly number[]): string {
  const servers = pairs.map(
    ({ sent }, index) =>
      `server { listen 127.0.0.1:${fronts[index]}; ${sent} proxy_pass 127.0.0.1:${ports[index]}; }\n`,
  );
  return `stream {\n${servers.join('')}}\n`;
}

/** For each pair: does a message get through nginx to the broker and back? */
async function measured(pairs: readonly Pair[], program: string): Promise<readonly boolean[]> {
  const ports = await Promise.all(pairs.map(freePort));
  const fronts = await Promise.all(pairs.map(freePort));
  const [broker, proxy] = [path.join(directory, 'mosquitto.conf'), path.join(directory, 'nginx.conf')];
  writeFileSync(broker, mosquittoConf(pairs, ports));
  writeFileSync(proxy, `master_process off; ${preamble(directory)}${nginxConf(pairs, ports, fronts)}`);
  const running = [await startMosquitto(broker, program), await startNginx(proxy, fronts[0] ?? 0)];
  try {
    return await Promise.all(
      fronts.map((port) =>
        roundTrip(port).then(
          (heard) => heard === 'hello in the clear',
          () => false,
        ),
      ),
    );
  } finally {
    for (const each of running) await each.stop();
  }
}

/** For each pair: do both files say that no client gets through? */
async function found(pairs: readonly Pair[], version: string): Promise<readonly boolean[]> {
  const texts = {
    '/etc/mosquitto.conf': mosquittoConf(pairs, KNOWN_PORTS),
    '/etc/nginx.conf': `events {}\n${nginxConf(
      pairs,
      KNOWN_PORTS,
      pairs.map((_, index) => 20_000 + index),
    )}`,
  };
  const host = memoryHost(Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, { text }])));
  const settings = { ...defaultSettings, versions: { mosquitto: version } };
  const [broker, proxy] = await Promise.all(
    Object.keys(texts).map((file) => analyze(file, host, { settings, now: Date.UTC(2026, 0, 15) })),
  );
  assert.ok(broker && proxy);
  const [atBroker = [], atProxy = []] = together([broker, proxy]).map(mismatches);
  return pairs.map((_, index) => {
    const told = [atBroker, atProxy].map((listeners) => listeners.includes(`listener ${KNOWN_PORTS[index]}`));
    assert.equal(told[0], told[1], 'both files say the same');
    return told[0] ?? false;
  });
}

/** Listeners that a finding names. */
function mismatches(analysis: Analysis): readonly string[] {
  const findings = analysis.findings.filter(({ rule }) => rule === 'proxy-protocol-mismatch');
  for (const { level } of findings) assert.equal(level, 'error');
  return findings.map(({ message }) => String(message.args.listener));
}

describe(`nginx ${nginxVersion()} in front of`, () => {
  for (const { version, program } of allBrokers()) {
    const knows = atLeast(version, '2.1.0');
    const pairs = PAIRS.filter(({ taken }) => knows || taken === '');
    test(`mosquitto ${version}: who is said to get through gets through, and nobody else`, async () => {
      const passes = await measured(pairs, program);
      const silent = (await found(pairs, version)).map((told) => !told);
      const table = (verdicts: readonly boolean[]) =>
        pairs.map(({ taken, sent }, index) => `${taken} | ${sent}: ${verdicts[index]}`);
      assert.deepEqual(table(silent), table(passes));
      assert.equal(passes.filter(Boolean).length, knows ? 2 : 1);
    });
  }
  const newest = allBrokers().find(({ version }) => atLeast(version, '2.1.0'));
  test('mosquitto 2.1, which knows the header', { skip: lacksBroker(newest, '2.1') }, () => assert.ok(newest));
});
