import { connect, type Socket } from 'node:net';
import { type Failure, failureOf, onAbort, within } from '../deadline';

export interface TcpTry {
  readonly address: string;
  readonly failure: Failure;
}

/** Tries the addresses in order; each gets its share of the time. Reports every address that failed. */
export async function connectFirst(
  addresses: readonly string[],
  port: number,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  failed: (attempt: TcpTry) => void,
): Promise<{ readonly address: string; readonly socket: Socket; readonly roundTripMs: number }> {
  const share = limits.timeoutMs / Math.max(addresses.length, 1);
  let last: unknown = new Error('no address');
  for (const address of addresses) {
    const started = performance.now();
    try {
      const socket = await within(share, limits.signal, (signal) => connectTcp(address, port, signal));
      return { address, socket, roundTripMs: performance.now() - started };
    } catch (error) {
      if (limits.signal.aborted) throw limits.signal.reason;
      failed({ address, failure: failureOf(error) });
      last = error;
    }
  }
  throw last;
}

export function connectTcp(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const release = onAbort(signal, () => {
      socket.destroy();
      reject(signal.reason);
    });
    // Stays for good: a socket whose error nobody hears would end the process.
    socket.on('error', reject);
    socket.once('close', release);
    socket.once('connect', () => {
      release();
      resolve(socket);
    });
  });
}
