import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { nginx, type Served, sServer } from '../probe/scan-tools';
import { mosquitto, workshop } from '../probe/tools';
import { freePort } from '../support/freePort';
import { root } from '../support/root';

const ROUNDS = 7;

/** Rows of ratios: the whole process of our scan beside `sslscan` on three servers, and beside `testssl.sh` on one. */
export async function scanRows(): Promise<readonly (readonly string[])[]> {
  const shop = workshop();
  const stops: (() => Promise<void>)[] = [];
  try {
    const names = { dns: ['localhost'], ip: ['127.0.0.1'], days: 90 };
    const rsa = await shop.make('rsa', { ...names, key: 'rsa2048' });
    const brokerPort = await freePort();
    const broker = await mosquitto(shop.directory, [
      `listener ${brokerPort} 127.0.0.1`,
      'allow_anonymous true',
      `certfile ${rsa.cert}`,
      `keyfile ${rsa.key}`,
    ]);
    const old = await sServer([rsa], ['-cipher', 'ALL:@SECLEVEL=0']);
    const web = await nginx(shop.directory, rsa, ['ssl_protocols TLSv1.2 TLSv1.3;']);
    stops.push(broker.stop, old.stop, web.stop);
    const servers: readonly (readonly [string, Pick<Served, 'port'>])[] = [
      ['Mosquitto', { port: brokerPort }],
      ['nginx', web],
      ['openssl s_server, all suites, TLS 1.0 to 1.3', old],
    ];
    const rows = servers.map(([name, { port }]) => [
      name,
      'sslscan',
      ratioTo('sslscan', [`127.0.0.1:${port}`], port, ROUNDS),
    ]);
    const args = ['--quiet', '--warnings', 'off', '-p', '-E', `127.0.0.1:${web.port}`];
    return [...rows, ['nginx', 'testssl.sh -p -E', ratioTo('testssl', args, web.port, 1)]];
  } finally {
    for (const stop of stops) await stop();
    shop.remove();
  }
}

/** Both in turn; the first round warms up and does not count. */
function ratioTo(peer: string, args: readonly string[], port: number, rounds: number): string {
  const ours = ['dist/cli.js', 'scan', `127.0.0.1:${port}`, '--format', 'json'];
  if (spawnSync(peer, ['--version']).error) return `left out: ${peer} is not installed`;
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const own = timed(process.execPath, [path.join(root, ours[0] ?? ''), ...ours.slice(1)]);
    if (round === 0) continue;
    ratios.push(own / timed(peer, args));
  }
  ratios.sort((a, b) => a - b);
  return `${(ratios[ratios.length >> 1] ?? Number.NaN).toFixed(3)}×`;
}

function timed(command: string, args: readonly string[]): number {
  const started = performance.now();
  const { error, status, stderr } = spawnSync(command, args, { maxBuffer: 1e8, encoding: 'utf8' });
  if (error || status === 2) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return performance.now() - started;
}
