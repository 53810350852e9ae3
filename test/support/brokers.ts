import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Server } from 'node:net';
import path from 'node:path';
import { Aedes } from 'aedes';
import { freePort } from './freePort';

/** Something that runs until it is stopped, by its process id. */
export interface Running {
  stop(): Promise<void>;
}

export interface Mosquitto extends Running {
  readonly log: () => string;
  /** Has it read its files again. */
  reload(): void;
}

export interface Served extends Running {
  readonly port: number;
}

/** A certificate and its key, PEM files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Daemons live in directories that are missing from many users' PATH. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

/** Starts a Mosquitto with this configuration and waits until it runs. */
export async function mosquitto(
  directory: string,
  lines: readonly string[],
  program = 'mosquitto',
): Promise<Mosquitto> {
  const file = path.join(directory, 'mosquitto.conf');
  // As root it would change to the user mosquitto, who cannot read the private directory.
  writeFileSync(file, ['user root', 'log_dest stderr', ...lines, ''].join('\n'));
  return startMosquitto(file, program);
}

/** Starts a Mosquitto with this file and waits until it runs. */
export async function startMosquitto(file: string, program = 'mosquitto'): Promise<Mosquitto> {
  const child = spawn(program, ['-v', '-c', file], { stdio: ['ignore', 'ignore', 'pipe'], env });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', () => reject(new Error('mosquitto did not start: install the package mosquitto')));
    child.once('exit', () => reject(new Error(`mosquitto ended: ${log}`)));
    child.stderr.on('data', (bytes) => {
      log += bytes;
      // 2.1 also says as which user it is "running".
      if (/mosquitto version \S+ running/.test(log)) resolve();
    });
  });
  return { log: () => log, reload: () => void child.kill('SIGHUP'), stop: () => stop(child) };
}

/** A Mosquitto password file with one user. */
export function passwordFile(file: string, user: string, password: string): string {
  writeFileSync(file, '', { mode: 0o600 });
  const result = spawnSync('mosquitto_passwd', ['-b', file, user, password], { encoding: 'utf8' });
  if (result.error) throw new Error('mosquitto_passwd did not run: install the package mosquitto');
  if (result.status !== 0) throw new Error(result.stderr);
  return file;
}

/** `openssl s_server` with these options, certificates among them. */
export async function sServer(options: readonly string[]): Promise<Served> {
  const port = await freePort();
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', ...options];
  return started('openssl', spawn('openssl', args, { stdio: ['pipe', 'ignore', 'ignore'] }), port);
}

/**
 * Debian's nginx as TLS terminator with these lines in its `server` block: of `http`, or of `stream`, which passes MQTT
 * on as it is.
 */
export async function nginx(
  directory: string,
  pair: KeyPair,
  lines: readonly string[],
  kind: 'http' | 'stream' = 'http',
): Promise<Served> {
  const port = await freePort();
  const file = path.join(directory, `nginx-${port}.conf`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${path.join(directory, `nginx-${name}`)};`,
  );
  const server = [
    `listen 127.0.0.1:${port} ssl;`,
    `ssl_certificate ${pair.cert};`,
    `ssl_certificate_key ${pair.key};`,
    ...lines,
  ];
  const block = `server { ${server.join(' ')} }`;
  const text = [
    ...(kind === 'stream' ? ['load_module /usr/lib/nginx/modules/ngx_stream_module.so;'] : []),
    // Of the two, only the worker fetches OCSP responses; without a master, one process is all there is to stop.
    'daemon off; master_process off;',
    `pid ${path.join(directory, `nginx-${port}.pid`)}; error_log /dev/null;`,
    'events {}',
    kind === 'stream' ? `stream { ${block} }` : `http { access_log off; ${temporary.join(' ')} ${block} }`,
  ];
  writeFileSync(file, text.join('\n'));
  return startNginx(file, port);
}

/** Starts nginx with this file, which keeps it in the foreground, and waits until one of its ports answers. */
export function startNginx(file: string, port: number): Promise<Served> {
  return started('nginx', spawn('nginx', ['-c', file, '-e', '/dev/null'], { stdio: 'ignore', env }), port);
}

export interface Responder extends Served {
  /** How often it was asked. */
  readonly asked: () => number;
}

/**
 * An OCSP responder: `openssl ocsp` answers from this ledger. Behind a server of our own, because its own would listen
 * on all interfaces.
 */
export async function ocspResponder(
  directory: string,
  authority: KeyPair,
  ledger: string,
  signer: KeyPair = authority,
): Promise<Responder> {
  let asked = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    asked++;
    const [question, answer] = ['request', 'response'].map((name) => path.join(directory, `ocsp-${asked}.${name}`));
    if (question === undefined || answer === undefined) return;
    const inUrl = decodeURIComponent((request.url ?? '/').replace(/^\/+/, ''));
    writeFileSync(question, request.method === 'GET' ? Buffer.from(inUrl, 'base64') : Buffer.concat(chunks));
    response.setHeader('content-type', 'application/ocsp-response');
    response.end(answered({ question, answer, authority, ledger, signer }));
  });
  const port = await listening(server);
  return { port, asked: () => asked, stop: () => closed(server) };
}

interface Question {
  readonly question: string;
  readonly answer: string;
  readonly authority: KeyPair;
  readonly ledger: string;
  readonly signer: KeyPair;
}

function answered({ question, answer, authority, ledger, signer }: Question): Buffer {
  const files = ['-index', ledger, '-CA', authority.cert, '-rsigner', signer.cert, '-rkey', signer.key];
  const result = spawnSync('openssl', ['ocsp', ...files, '-ndays', '1', '-reqin', question, '-respout', answer]);
  if (result.status !== 0) throw new Error(`openssl ocsp did not answer: ${result.stderr}`);
  return readFileSync(answer);
}

/** aedes, a broker in JavaScript that shares no code with Mosquitto, over TCP. */
export async function aedes(): Promise<Served> {
  const broker = await Aedes.createBroker();
  const { createServer: createTcpServer } = await import('node:net');
  const server = createTcpServer(broker.handle);
  const port = await listening(server);
  return {
    port,
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed(server);
    },
  };
}

/** What every kind of client meets: see `startBrokers`. */
export type Listener = 'plain' | 'tls' | 'mutual' | 'psk' | 'login' | 'acl' | 'websockets' | 'websocketsTls';

export interface Brokers extends Running {
  readonly ports: Readonly<Record<Listener | 'terminator' | 'aedes', number>>;
  readonly log: () => string;
}

export interface BrokerFiles {
  readonly directory: string;
  readonly ca: string;
  readonly server: KeyPair;
  /** For the listener `login`. */
  readonly user: string;
  readonly password: string;
}

/**
 * All the brokers that tests connect to, on free loopback ports: one Mosquitto with a listener of each kind, nginx as
 * TLS terminator before its plain one, and aedes.
 */
export async function startBrokers({ directory, ca, server, user, password }: BrokerFiles): Promise<Brokers> {
  const names = ['plain', 'tls', 'mutual', 'psk', 'login', 'acl', 'websockets', 'websocketsTls'] as const;
  const free = await Promise.all(names.map(() => freePort()));
  const port = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0])) as Record<Listener, number>;
  const passwords = passwordFile(path.join(directory, 'brokers.passwords'), user, password);
  writeFileSync(path.join(directory, 'brokers.psk'), 'sensor:00112233445566778899aabbccddeeff\n', { mode: 0o600 });
  writeFileSync(path.join(directory, 'brokers.acl'), 'topic read #\ntopic readwrite allowed/#\n', { mode: 0o600 });
  const tls = [`cafile ${ca}`, `certfile ${server.cert}`, `keyfile ${server.key}`];
  const open = (name: Listener, ...more: readonly string[]) => [
    `listener ${port[name]} 127.0.0.1`,
    'allow_anonymous true',
    ...more,
  ];
  const main = await mosquitto(directory, [
    'per_listener_settings true',
    ...open('plain'),
    ...open('tls', ...tls),
    ...open('mutual', 'require_certificate true', ...tls),
    ...open('psk', 'psk_hint broker', `psk_file ${path.join(directory, 'brokers.psk')}`),
    ...[`listener ${port.login} 127.0.0.1`, 'allow_anonymous false', `password_file ${passwords}`],
    ...open('acl', `acl_file ${path.join(directory, 'brokers.acl')}`),
    ...open('websockets', 'protocol websockets'),
    ...open('websocketsTls', 'protocol websockets', ...tls),
  ]);
  const terminator = await nginx(directory, server, [`proxy_pass 127.0.0.1:${port.plain};`], 'stream');
  const other = await aedes();
  return {
    ports: { ...port, terminator: terminator.port, aedes: other.port },
    log: main.log,
    stop: async () => {
      for (const running of [terminator, other, main]) await running.stop();
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Waits until the port answers. */
export async function started(name: string, child: ChildProcess, port: number): Promise<Served> {
  let ended: Error | undefined;
  child.once('error', () => {
    ended = new Error(`${name} did not start: install the package ${name === 'nginx' ? 'nginx-light' : name}`);
  });
  child.once('exit', (code) => {
    ended ??= new Error(`${name} ended with ${code}`);
  });
  for (let attempt = 0; attempt < 200 && !(await accepts('127.0.0.1', port)); attempt++) {
    if (ended !== undefined) throw ended;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { port, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Does anything accept connections there? */
export function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise((resolve) => {
    const answer = (heard: boolean): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
