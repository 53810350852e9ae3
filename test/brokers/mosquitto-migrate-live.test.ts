import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { migrate } from '../../core/lint/brokers/mosquitto/migrate';
import { atLeast } from '../../core/lint/brokers/mosquitto/version';
import { analyze, applyEdits, defaultSettings } from '../../core/lint/index';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { freePort } from '../support/freePort';
import { allBrokers, type Broker, lacksBroker, tryBroker } from '../support/mosquitto';
import { connectMqtt, type Identity } from '../support/mqttClient';
import { whileRunning } from '../support/runningBroker';

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-migrate-live-'));
// As root the broker changes to the user mosquitto, who must be able to look in.
chmodSync(top, 0o755);
after(() => rmSync(top, { recursive: true, force: true }));

const brokers = allBrokers();
const old = brokers.filter(({ version }) => !atLeast(version, '2.1.0'));
const target = brokers.find(({ version }) => atLeast(version, '2.1.0'));
const skip = lacksBroker(target, '2.1');

interface Case {
  readonly name: string;
  /** `PORT`, `PORT2`: free ports; `DIR`: the directory with the files below. */
  readonly text: string;
  /** Let the rewriting use the plugins. */
  readonly plugins?: true;
}

const ONE = 'listener PORT 127.0.0.1\n';
const TWO = 'listener PORT2 127.0.0.1\n';

const CASES: readonly Case[] = [
  { name: 'port and address', text: 'port PORT\nbind_address 127.0.0.1\nallow_anonymous true\n' },
  { name: 'a default listener on all interfaces', text: 'max_connections 5\nport PORT\nlistener PORT2 127.0.0.1\n' },
  {
    name: 'names of 1.x',
    text: `retry_interval 10\n${ONE}maximum_qos 1\nmessage_size_limit 0\nallow_anonymous true\n`,
  },
  { name: 'per listener, off', text: `per_listener_settings false\n${ONE}allow_anonymous true\n${TWO}` },
  { name: 'per listener, nobody', text: `per_listener_settings true\n${ONE}${TWO}` },
  { name: 'per listener, anonymous', text: `per_listener_settings true\n${ONE}allow_anonymous true\n${TWO}` },
  {
    name: 'per listener, prefix of ids',
    text: `per_listener_settings true\n${ONE}allow_anonymous true\nauto_id_prefix p-\nacl_file DIR/prefix\n${TWO}acl_file DIR/prefix\nallow_anonymous true\n`,
  },
  { name: 'common files', text: `password_file DIR/pw\nacl_file DIR/acl\n${ONE}` },
  { name: 'common files, anonymous too', text: `password_file DIR/pw\nacl_file DIR/acl\nallow_anonymous true\n${ONE}` },
  { name: 'common files as plugins', text: `password_file DIR/pw\nacl_file DIR/acl\n${ONE}${TWO}`, plugins: true },
  {
    name: 'common files as plugins, anonymous too',
    text: `${ONE}password_file DIR/pw\nacl_file DIR/acl\nallow_anonymous true\n`,
    plugins: true,
  },
  { name: 'a password file alone as plugin', text: `${ONE}password_file DIR/pw\n`, plugins: true },
  { name: 'an access list alone as plugin', text: `${ONE}acl_file DIR/acl\nallow_anonymous true\n`, plugins: true },
  {
    name: 'per listener, the same files',
    text: `per_listener_settings true\n${ONE}password_file DIR/pw\nacl_file DIR/acl\n${TWO}password_file DIR/pw\nacl_file DIR/acl\nallow_anonymous true\n`,
  },
  {
    name: 'per listener, the same files as plugins',
    text: `per_listener_settings true\n${ONE}password_file DIR/pw\nacl_file DIR/acl\n${TWO}password_file DIR/pw\nacl_file DIR/acl\nallow_anonymous true\n`,
    plugins: true,
  },
  {
    name: 'per listener, one with files',
    text: `per_listener_settings true\n${ONE}password_file DIR/pw\nacl_file DIR/acl\n${TWO}allow_anonymous true\n`,
  },
  {
    name: 'per listener, one with files as plugins',
    text: `per_listener_settings true\n${ONE}password_file DIR/pw\nacl_file DIR/acl\n${TWO}allow_anonymous true\n`,
    plugins: true,
  },
  {
    name: 'per listener, other passwords as plugins',
    text: `per_listener_settings true\n${ONE}password_file DIR/pw\n${TWO}password_file DIR/pw2\nacl_file DIR/acl\n`,
    plugins: true,
  },
  {
    name: 'per listener, other access as plugins',
    text: `per_listener_settings true\n${ONE}password_file DIR/pw\nacl_file DIR/acl\nallow_anonymous true\n${TWO}password_file DIR/pw\nacl_file DIR/acl2\n`,
    plugins: true,
  },
  {
    name: 'per listener, the default one and another',
    text: `per_listener_settings true\nport PORT\nbind_address 127.0.0.1\nallow_anonymous true\n${TWO}password_file DIR/pw\n`,
    plugins: true,
  },
];

const FILES: Readonly<Record<string, string>> = {
  acl: 'topic read a\ntopic write b\nuser ann\ntopic readwrite a\ntopic deny b\nuser bob\ntopic read #\npattern readwrite own/%u\n',
  acl2: 'user ann\ntopic write a\nuser bob\ntopic readwrite b\n',
  prefix: 'pattern readwrite %c\ntopic readwrite a\n',
};
const TOPICS = ['a', 'b', 'own/ann', 'own/bob'];
const CLIENTS: Readonly<Record<string, Identity>> = {
  nobody: {},
  ann: { user: 'ann', password: 'secret' },
  bob: { user: 'bob', password: 'secret' },
  wrong: { user: 'ann', password: 'other' },
  unknown: { user: 'eve', password: 'secret' },
  bare: { user: 'ann' },
};

before(() => {
  for (const [name, text] of Object.entries(FILES)) write(path.join(top, name), text);
  passwords('pw', ['ann', 'bob']);
  passwords('pw2', ['bob']);
});

for (const before of old) {
  describe(`what ${before.version} does, ${target?.version ?? '2.1'} does after the rewriting`, {
    skip,
    concurrency: 2,
  }, () => {
    for (const one of CASES) {
      test(one.name, async () => {
        assert.ok(target);
        const ports = [await freePort(), await freePort()] as const;
        const fill = (text: string) =>
          text.replaceAll('PORT2', `${ports[1]}`).replaceAll('PORT', `${ports[0]}`).replaceAll('DIR', top);
        const directory = mkdtempSync(path.join(top, 'case-'));
        chmodSync(directory, 0o755);
        const file = path.join(directory, 't.conf');
        write(file, fill(one.text));
        const was = await behaviour(file, before, ports);
        write(file, await rewritten(file, before.version, one.plugins && target.plugins));
        const { refused, log } = await tryBroker(file, directory, target.program);
        assert.equal(refused, false, `${readFileSync(file, 'utf8')}\n${log}`);
        assert.ok(was.listening.length > 0);
        assert.deepEqual(await behaviour(file, target, ports), was, readFileSync(file, 'utf8'));
      });
    }
  });
}

async function rewritten(file: string, from: string, plugins: string | undefined): Promise<string> {
  const settings = { ...defaultSettings, versions: { mosquitto: from } };
  const host = nodeHost({ ids: pathIds, roots: [] });
  const analysis = await analyze(file, host, { settings, now: Date.now(), broker: 'mosquitto' });
  assert.ok(analysis);
  const { edits } = migrate(analysis.workspace, { from, plugins });
  return applyEdits(readFileSync(file, 'utf8'), edits);
}

interface Behaviour {
  readonly listening: readonly string[];
  /** By port: who gets in, who may write what, who is given what by whom. */
  readonly rights: readonly unknown[];
}

function behaviour(file: string, { program }: Broker, ports: readonly number[]): Promise<Behaviour> {
  const ask = async (): Promise<Behaviour> => {
    const listening = listeningOn(ports);
    const open = ports.filter((port) => listening.some((address) => address.endsWith(`:${port}`)));
    const rights: unknown[] = [];
    for (const port of open) rights.push(await rightsAt(port));
    return { listening, rights };
  };
  return whileRunning(file, ask, program);
}

/** Everybody subscribes to everything and publishes everything that may be told apart. */
async function rightsAt(port: number): Promise<unknown> {
  const clients = await Promise.all(
    Object.entries(CLIENTS).map(async ([name, identity]) => ({ name, client: await connectMqtt(port, identity) })),
  );
  const inside = clients.filter(({ client }) => client.connected === 0);
  for (const { client } of inside) await client.subscribe('#');
  const written: string[] = [];
  for (const { name, client } of inside) {
    const answers = await client.publish(TOPICS, name);
    written.push(...TOPICS.filter((_, index) => (answers[index] ?? 0xff) < 0x80).map((topic) => `${name} ${topic}`));
  }
  const delivered: Record<string, readonly string[]> = {};
  for (const { name, client } of inside) delivered[name] = [...(await client.delivered())].sort();
  for (const { client } of clients) client.close();
  return { admitted: inside.map(({ name }) => name), written, delivered };
}

/** `0100007F:1234`, as the kernel of Linux writes addresses. */
function listeningOn(ports: readonly number[]): readonly string[] {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => readFileSync(table, 'utf8'));
  return tables
    .flatMap((table) => [...table.matchAll(/: ([\dA-F]+):([\dA-F]{4}) [\dA-F]+:0000 0A/g)])
    .map(([, address = '', port = '']) => [address, Number.parseInt(port, 16)] as const)
    .filter(([, port]) => ports.includes(port))
    .map(([address, port]) => `${address}:${port}`)
    .sort();
}

function passwords(name: string, users: readonly string[]): void {
  const file = path.join(top, name);
  write(file, users.map((user) => `${user}:secret\n`).join(''));
  assert.equal(spawnSync('mosquitto_passwd', ['-U', file]).status, 0, 'install the package mosquitto');
  chmodSync(file, 0o644);
}

/** Readable for the broker's own account, whatever the umask. */
function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o644);
}
