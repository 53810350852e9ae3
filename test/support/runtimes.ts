import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Served, started } from './brokers';
import { freePort } from './freePort';
import { root } from './root';

/** Those that `scripts/install-runtimes.mjs` brings. */
export type Runtime = 'bun' | 'node-0.10' | 'node-24';

export function runtimePath(name: Runtime): string {
  return path.join(root, 'out/runtimes', name);
}

/** Why a test that wants this runtime must be skipped; false where it is there. */
export function lacksRuntime(name: Runtime): string | false {
  return existsSync(runtimePath(name)) ? false : `no ${name} in out/runtimes: run node scripts/install-runtimes.mjs`;
}

/** What `tls.createServer` of every version of Node takes; certificate and key are paths. */
export interface ServerOptions {
  readonly cert: string;
  readonly key: string;
  readonly [option: string]: unknown;
}

// Written for the oldest of them.
const SERVER = `
  var fs = require('fs');
  var options = JSON.parse(process.argv[1]);
  options.cert = fs.readFileSync(options.cert);
  options.key = fs.readFileSync(options.key);
  var ignore = function () {};
  var server = require('tls').createServer(options, function (socket) { socket.on('error', ignore); });
  server.on('clientError', ignore).on('tlsClientError', ignore);
  server.listen(Number(process.argv[2]), '127.0.0.1');
`;

/** A TLS server in another runtime. */
export async function serverIn(name: Runtime, options: ServerOptions, flags: readonly string[] = []): Promise<Served> {
  const port = await freePort();
  const args = [...flags, '-e', SERVER, JSON.stringify(options), String(port)];
  return started(name, spawn(runtimePath(name), args, { stdio: 'ignore' }), port);
}
