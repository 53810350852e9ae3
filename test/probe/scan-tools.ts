import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { type ScanOptions, type ScanOutcome, type ScanResult, scan } from '../../core/probe';
import { freePort } from '../support/freePort';
import type { Pair } from './tools';

export interface Served {
  readonly port: number;
  stop(): Promise<void>;
}

/** Scans loopback with short limits. */
export function outcomeOf(port: number, more: Partial<ScanOptions> = {}): Promise<ScanOutcome> {
  return scan({ host: '127.0.0.1', port }, { now: Date.now(), timeoutMs: 5000, ...more });
}

export async function resultOf(port: number, more: Partial<ScanOptions> = {}): Promise<ScanResult> {
  const outcome = await outcomeOf(port, more);
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.cause.template}`);
  return outcome.result;
}

/** `openssl s_server` with these certificates and options. */
export async function sServer(pairs: readonly Pair[], options: readonly string[]): Promise<Served> {
  const port = await freePort();
  const [first, second] = pairs;
  const certificates = [
    ...(first === undefined ? ['-nocert'] : ['-cert', first.cert, '-key', first.key]),
    ...(second === undefined ? [] : ['-dcert', second.cert, '-dkey', second.key]),
  ];
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', ...certificates, ...options];
  return started('openssl', spawn('openssl', args, { stdio: ['pipe', 'ignore', 'ignore'] }), port);
}

/** Debian's nginx as TLS terminator with these lines in its `server` block. */
export async function nginx(directory: string, pair: Pair, lines: readonly string[]): Promise<Served> {
  const port = await freePort();
  const file = path.join(directory, `nginx-${port}.conf`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${path.join(directory, `nginx-${name}`)};`,
  );
  const server = [`listen 127.0.0.1:${port} ssl;`, `ssl_certificate ${pair.cert};`, `ssl_certificate_key ${pair.key};`];
  const text = [
    'daemon off; master_process off;',
    `pid ${path.join(directory, `nginx-${port}.pid`)}; error_log /dev/null;`,
    'events {}',
    `http { access_log off; ${temporary.join(' ')} server { ${[...server, ...lines].join(' ')} } }`,
  ];
  writeFileSync(file, text.join('\n'));
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  return started('nginx', spawn('nginx', ['-c', file, '-e', '/dev/null'], { stdio: 'ignore', env }), port);
}

/** A server that does with each connection what `serve` does; every connection is closed at the end. */
export async function fakeServer(serve: (socket: Socket) => void): Promise<Served> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    port: address.port,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function started(name: string, child: ChildProcess, port: number): Promise<Served> {
  let ended: Error | undefined;
  child.once('error', () => {
    ended = new Error(`${name} did not start: install the package ${name === 'nginx' ? 'nginx-light' : name}`);
  });
  child.once('exit', (code) => {
    ended ??= new Error(`${name} ended with ${code}`);
  });
  for (let attempt = 0; attempt < 200 && !(await answers(port)); attempt++) {
    if (ended !== undefined) throw ended;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    port,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (heard: boolean) => {
      socket.destroy();
      resolve(heard);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
