import type { Failure } from './deadline';
import type { Run } from './run';
import { plainAnswer } from './stages/plain';
import { connectTcp } from './stages/tcp';
import { observe, retiredVersions, type Shown } from './stages/tls';

/** A handshake failed in a way that has several causes: another attempt tells which. */
export async function lookBehind(
  { target, open, evidence }: Run,
  address: string,
  failure: Failure,
  signal: AbortSignal,
) {
  const silent = hidesItsReason(failure);
  if (!silent && !/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|NO_PROTOCOLS/.test(failure.code)) return;
  const socket = await connectTcp(address, target.port, signal);
  open.add(socket);
  if (silent) {
    evidence.plainAnswer = await plainAnswer(socket, signal);
    return;
  }
  const note = ({ handshake }: Shown) => {
    evidence.retiredVersion = handshake.version;
  };
  await observe(socket, target, signal, note, retiredVersions());
}

/** A plaintext connection that got no answer: is this a TLS port? */
export async function lookForTls(run: Run, address: string, failure: Failure, signal: AbortSignal): Promise<void> {
  if (failure.reasonCode !== undefined) return;
  const socket = await connectTcp(address, run.target.port, signal);
  run.open.add(socket);
  await observe(socket, run.target, signal, () => {
    run.evidence.speaksTls = true;
  });
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
