import { createServer, type Socket } from 'node:net';
import { type ScanOptions, type ScanOutcome, type ScanResult, scan } from '../../core/probe';
import { type Served, sServer as serve } from '../support/brokers';

export { nginx, type Served } from '../support/brokers';

import type { Pair } from './tools';

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
  const [first, second] = pairs;
  const certificates = [
    ...(first === undefined ? ['-nocert'] : ['-cert', first.cert, '-key', first.key]),
    ...(second === undefined ? [] : ['-dcert', second.cert, '-dkey', second.key]),
  ];
  return serve([...certificates, ...options]);
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

/** Does something for each number from 0 to below `end`, many at a time. */
export async function atEach(end: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < end) await work(next++);
  };
  await Promise.all(Array.from({ length: 24 }, worker));
}
