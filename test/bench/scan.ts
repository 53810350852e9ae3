import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
    const rows: (readonly string[])[] = [];
    for (const [name, { port }] of servers) {
      rows.push([name, 'sslscan', await ratioTo('sslscan', [`127.0.0.1:${port}`], port, ROUNDS)]);
    }
    const args = ['--quiet', '--warnings', 'off', '-p', '-E', `127.0.0.1:${web.port}`];
    return [...rows, ['nginx', 'testssl.sh -p -E', await ratioTo('testssl', args, web.port, 1)]];
  } finally {
    for (const stop of stops) await stop();
    shop.remove();
  }
}

/** Both in turn; the first round warms up and does not count. */
async function ratioTo(peer: string, args: readonly string[], port: number, rounds: number): Promise<string> {
  const ours = [path.join(root, 'dist/cli.js'), 'scan', `127.0.0.1:${port}`, '--format', 'json'];
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const own = await timed(process.execPath, ours);
    if (round === 0) continue;
    const theirs = await timed(peer, args);
    if (Number.isNaN(theirs)) return `left out: ${peer} is not installed`;
    ratios.push(own / theirs);
  }
  ratios.sort((a, b) => a - b);
  return `${(ratios[ratios.length >> 1] ?? Number.NaN).toFixed(3)}×`;
}

/** Not `spawnSync`: the broker's log must be read meanwhile, or the broker waits. → milliseconds; NaN where there is no such program */
async function timed(command: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  try {
    const [status] = await once(child, 'exit');
    if (status === 2 && command === process.execPath) throw new Error(`${args.join(' ')} failed`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Number.NaN;
    throw error;
  }
  return performance.now() - started;
}
