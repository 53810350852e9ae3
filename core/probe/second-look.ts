import type { Socket } from 'node:net';
import type { Failure } from './deadline';
import { lookForProxy } from './proxy-look';
import type { Run } from './run';
import { plainAnswer } from './stages/plain';
import { connectTcp } from './stages/tcp';
import { observe, retiredVersions, type Shown } from './stages/tls';

/** A handshake failed in a way that has several causes: another attempt tells which. */
export async function lookBehind(run: Run, address: string, failure: Failure, signal: AbortSignal) {
  const { target, open, evidence } = run;
  const silent = hidesItsReason(failure);
  if (!silent && !/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|NO_PROTOCOLS/.test(failure.code)) return;
  const socket = await connectTcp(address, target.port, signal);
  open.add(socket);
  if (silent) {
    const hasShown = (evidence.chain?.length ?? 0) > 0;
    const looks = [plainAnswer(socket, signal), hasShown ? undefined : lookForProxy(run, address, signal)] as const;
    [evidence.plainAnswer] = await Promise.all(looks);
    return;
  }
  const note = ({ handshake }: Shown) => {
    evidence.retiredVersion = handshake.version;
  };
  await observe(socket, target, signal, note, retiredVersions());
}

/** A plaintext connection that got no answer: is this a TLS port, or one behind a load balancer? */
export async function lookForTls(run: Run, address: string, failure: Failure, signal: AbortSignal): Promise<void> {
  if (failure.reasonCode !== undefined) return;
  const again = async (): Promise<Socket> => {
    const socket = await connectTcp(address, run.target.port, signal);
    run.open.add(socket);
    return socket;
  };
  const tls = async () => {
    await observe(await again(), run.target, signal, () => {
      run.evidence.speaksTls = true;
    });
  };
  const proxy = async () => {
    if (run.target.protocol !== 'mqtt' || !hidesItsReason(failure)) return;
    // Some brokers close the connection to this client, and would answer a simpler one.
    if ((await plainAnswer(await again(), signal)) !== 'mqtt') await lookForProxy(run, address, signal);
  };
  await Promise.allSettled([tls(), proxy()]);
}

/** Errors by which a peer goes away without saying why. */
export function hidesItsReason({ code, text }: Failure): boolean {
  return (
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EPROTO', 'CLOSED_BEFORE_CONNACK'].includes(code) ||
    /wrong.version.number|packet.length.too.long/i.test(`${code} ${text}`)
  );
}

export function isTlsFailure({ code, text }: Failure): boolean {
  return /^ERR_SSL_/.test(code) || /SSL routines|alert number/i.test(text);
}
