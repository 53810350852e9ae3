import { connect, isIPv4, type Socket } from 'node:net';
import { clock } from '../clock';
import { type Failure, FailureError, failureOf, onAbort } from '../deadline';

export interface TcpTry {
  readonly address: string;
  readonly failure: Failure;
}

/** How long one address has before the next is tried as well: the Connection Attempt Delay of RFC 8305, section 5. */
const staggerMs = 250;

/**
 * Happy Eyeballs (RFC 8305): IPv6 and IPv4 take turns, one address after the other is tried without giving up those
 * before, and the first that answers wins. Reports every address that failed before; those still silent are only given
 * up.
 */
export async function connectFirst(
  addresses: readonly string[],
  port: number,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  failed: (attempt: TcpTry) => void,
  attempt: typeof connectTcp = connectTcp,
): Promise<{ readonly address: string; readonly socket: Socket; readonly roundTripMs: number }> {
  const controller = new AbortController();
  const stop = (reason: unknown) => controller.abort(reason);
  const release = onAbort(limits.signal, () => stop(limits.signal.reason));
  const timedOut = new FailureError({ code: 'ETIMEDOUT', text: `no answer within ${limits.timeoutMs} ms` });
  const timer = setTimeout(() => stop(timedOut), limits.timeoutMs);
  try {
    return await race(interleaved(addresses), (address) => attempt(address, port, controller.signal), {
      signal: controller.signal,
      failed,
    });
  } finally {
    clearTimeout(timer);
    release();
    // The losers close; a winner no longer listens to this signal.
    stop(new Error('another address has answered'));
  }
}

type Reached = { readonly address: string; readonly socket: Socket; readonly roundTripMs: number };

function race(
  addresses: readonly string[],
  attempt: (address: string) => Promise<Socket>,
  { signal, failed }: { readonly signal: AbortSignal; readonly failed: (attempt: TcpTry) => void },
): Promise<Reached> {
  return new Promise((resolve, reject) => {
    let next = 0;
    let pending = 0;
    let won = false;
    let timer: NodeJS.Timeout | undefined;
    const lose = (address: string, error: unknown) => {
      pending--;
      if (won) return;
      if (signal.aborted) return reject(signal.reason);
      failed({ address, failure: failureOf(error) });
      if (next < addresses.length) start();
      else if (pending === 0) reject(error);
    };
    const win = (reached: Reached) => {
      // Two may answer in the same moment.
      if (won || signal.aborted) return void reached.socket.destroy();
      won = true;
      clearTimeout(timer);
      resolve(reached);
    };
    const start = () => {
      clearTimeout(timer);
      const address = addresses[next++];
      if (address === undefined || won || signal.aborted) return;
      pending++;
      const started = clock();
      attempt(address).then(
        (socket) => win({ address, socket, roundTripMs: clock() - started }),
        (error) => lose(address, error),
      );
      timer = setTimeout(start, staggerMs);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    };
    if (addresses.length === 0) reject(new Error('no address'));
    start();
  });
}

/** The first address keeps its place, then one of the other family, and so on (RFC 8305, section 4). */
export function interleaved(addresses: readonly string[]): readonly string[] {
  const [first] = addresses;
  if (first === undefined) return [];
  // Not `isIPv6`: to compile Node's pattern for it takes milliseconds, which is much for one short scan.
  const leading = addresses.filter((address) => isIPv4(address) === isIPv4(first));
  const other = addresses.filter((address) => isIPv4(address) !== isIPv4(first));
  return leading
    .flatMap((address, index) => [address, ...other.slice(index, index + 1)])
    .concat(other.slice(leading.length));
}

export function connectTcp(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
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
