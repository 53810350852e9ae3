import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ChildOutcome } from './probe-child';
import { workshop } from './tools';

const shop = workshop();

after(() => shop.remove());

/** Routes of a network of its own, one for each way in which packets do not arrive. The addresses are those of RFC 5737. */
const NETWORK = [
  'ip link set lo up',
  'ip route add unreachable 198.51.100.0/26',
  'ip route add prohibit 198.51.100.64/26',
  'ip route add blackhole 198.51.100.128/26',
  // Sent to oneself from elsewhere: Linux drops them, as a firewall would.
  'ip route add 203.0.113.0/24 dev lo',
  // A network with a cable, and nobody at its other end.
  'ip link add v0 type veth peer name v1',
  'ip addr add 192.0.2.1/24 dev v0',
  'ip link set v0 up',
  'ip link set v1 up',
  // The system gives up after one second, instead of three, and after three, instead of two minutes.
  'echo 1 > /proc/sys/net/ipv4/neigh/v0/mcast_solicit',
  'echo 1 > /proc/sys/net/ipv4/tcp_syn_retries',
];

const ISOLATED = ['--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child'];

const missing = (() => {
  if (process.platform !== 'linux') return 'only Linux has network namespaces';
  const { status, error } = spawnSync('unshare', [...ISOLATED, 'sh', '-c', NETWORK.join(' && ')], { encoding: 'utf8' });
  if (error === undefined && status === 0) return false;
  return 'a network of its own is not permitted here (unshare --net), or the package iproute2 is missing';
})();

interface Failing {
  readonly name: string;
  readonly host: string;
  /** The system's own time limit is about three seconds, so more is needed to see it. */
  readonly timeoutMs: number;
  readonly outline: string;
  readonly words: RegExp;
}

const FAILURES: readonly Failing[] = [
  {
    name: 'a router says that the host cannot be reached',
    host: '198.51.100.1',
    timeoutMs: 8000,
    outline: 'dns tcp!EHOSTUNREACH',
    words: /Nobody answers at the address/,
  },
  {
    name: 'nobody in the own network has the address',
    host: '192.0.2.2',
    timeoutMs: 8000,
    outline: 'dns tcp!EHOSTUNREACH',
    words: /Nobody answers at the address/,
  },
  {
    name: 'no route',
    host: '198.51.100.255',
    timeoutMs: 8000,
    outline: 'dns tcp!ENETUNREACH',
    words: /No route leads to the address/,
  },
  {
    name: 'no route for IPv6',
    host: '[2001:db8::1]',
    timeoutMs: 8000,
    outline: 'dns tcp!ENETUNREACH',
    words: /IPv6 without a connection/,
  },
  {
    name: 'a blackhole route',
    host: '198.51.100.129',
    timeoutMs: 8000,
    outline: 'dns tcp!EINVAL',
    words: /No route leads to the address/,
  },
  {
    name: 'forbidden on this machine',
    host: '198.51.100.65',
    timeoutMs: 8000,
    outline: 'dns tcp!EACCES',
    words: /does not permit the connection/,
  },
  {
    name: 'packets are dropped, and the own time limit comes first',
    host: '203.0.113.1',
    timeoutMs: 300,
    outline: 'dns tcp!ETIMEDOUT',
    words: /No answer from the address within 0\.3 s: a firewall drops the packets/,
  },
  {
    name: 'packets are dropped, and the system gives up first',
    host: '203.0.113.2',
    timeoutMs: 20_000,
    outline: 'dns tcp!ETIMEDOUT',
    words: /firewall drops the packets/,
  },
  {
    name: 'the name server does not know the name',
    host: 'broker.unknown.example',
    timeoutMs: 8000,
    outline: 'dns!ENOTFOUND',
    words: /"broker\.unknown\.example" is not known to the name server/,
  },
  {
    name: 'the name server fails',
    host: 'broker.failing.example',
    timeoutMs: 8000,
    outline: 'dns!EAI_AGAIN',
    words: /name server does not answer/,
  },
  {
    name: 'the name server is silent, and the own time limit comes first',
    host: 'broker.silent.example',
    timeoutMs: 300,
    outline: 'dns!ETIMEDOUT',
    words: /name server \(DNS\) gave no answer within 0\.3 s/,
  },
];

test('what the network itself says when nothing arrives', { skip: missing }, async (context) => {
  const outcomes = await inNetwork(FAILURES.map(({ host, timeoutMs }) => [`mqtt://${host}`, { timeoutMs }]));
  for (const [at, { name, outline, words }] of FAILURES.entries()) {
    await context.test(name, () => {
      assert.equal(outcomes[at]?.outline, outline);
      assert.match(outcomes[at]?.cause ?? '', words);
      assert.notEqual(outcomes[at]?.advice, '');
    });
  }
});

/** Tests these targets in a network that has nothing but the routes above and a name server. */
async function inNetwork(targets: readonly (readonly [string, object])[]): Promise<readonly ChildOutcome[]> {
  const resolver = shop.write('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  const node = (name: string) => `'${process.execPath}' '${path.join(__dirname, name)}'`;
  const script = [
    ...NETWORK,
    `mount --bind '${resolver}' /etc/resolv.conf`,
    `mkfifo '${path.join(shop.directory, 'ready')}'`,
    `{ ${node('name-server.js')} > '${path.join(shop.directory, 'ready')}' & }`,
    `read -r line < '${path.join(shop.directory, 'ready')}'`,
    node('probe-child.js'),
  ].join(' && ');
  const child = spawn('unshare', [...ISOLATED, 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  child.stdin.end(JSON.stringify(targets));
  await new Promise((resolve) => child.once('close', resolve));
  assert.notEqual(out, '', err);
  return JSON.parse(out);
}
