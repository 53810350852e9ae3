import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { certFactsOf } from '../../certs/inspect';
import type { CertFacts } from '../../facts/certificate';
import type { Credentials } from '../credentials';
import { FailureError, onAbort } from '../deadline';
import type { TlsFacts } from '../event';
import type { Target } from '../target';

/** What a server shows of itself during a handshake. */
export type Handshake = Pick<TlsFacts, 'version' | 'cipher' | 'cipherIana' | 'keyExchange' | 'alpn'>;

/** Versions that Node no longer offers by itself; at OpenSSL's default security level they cannot be negotiated. */
export const RETIRED_VERSIONS = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;

const CLOSED_IN_HANDSHAKE = 'ECONNRESET';

/**
 * Reads what the server presents on a connection of its own: nothing is verified, and therefore nothing is sent, not
 * even the client certificate. The empty trust list keeps the chain free of certificates that only this side knows.
 * Tells also what a server had shown before it broke the handshake off.
 */
export async function observe(
  socket: Socket,
  target: Target,
  signal: AbortSignal,
  shown: (seen: { readonly handshake: Handshake; readonly chain: readonly CertFacts[] }) => void,
  versions: Pick<ConnectionOptions, 'minVersion' | 'maxVersion' | 'ciphers'> = {},
): Promise<void> {
  const options = { ...identity(target), ...versions, socket, ca: [], rejectUnauthorized: false };
  const secured = await shakeHands(options, signal, (broken) => {
    const chain = chainOf(broken);
    if (chain.length > 0) shown({ handshake: handshakeOf(broken), chain });
  });
  shown({ handshake: handshakeOf(secured), chain: chainOf(secured) });
  secured.end(() => secured.destroy());
}

/**
 * The attempt that counts: chain and name verified, client certificate offered. Rejects with the runtime's own error
 * where a file is no PEM, the key does not fit or the passphrase is wrong.
 */
export function verify(
  socket: Socket,
  target: Target,
  { ca, cert, key, passphrase }: Credentials,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const options = {
    ...identity(target),
    socket,
    ...(ca === undefined ? {} : { ca: ca.bytes }),
    ...(cert === undefined ? {} : { cert: cert.bytes }),
    ...(key === undefined ? {} : { key: key.bytes }),
    ...(passphrase === undefined ? {} : { passphrase }),
    rejectUnauthorized: true,
  };
  return shakeHands(options, signal);
}

/**
 * In TLS 1.3 the client is done before the server has looked at its certificate (RFC 8446, section 2), so a refusal
 * comes after the handshake. Waits two round trips and a little for it, or for the session ticket that
 * shows that there is none. Sending first would lose the alert: a server that closes with unread data resets the
 * connection.
 */
export function settle(socket: TLSSocket, roundTripMs: number, signal: AbortSignal): Promise<void> {
  const patienceMs = 150 + 2 * roundTripMs;
  return new Promise((resolve, reject) => {
    const end = (settled: () => void) => {
      clearTimeout(timer);
      release();
      socket.off('session', accepted).off('error', refused).off('end', closed).off('close', closed);
      settled();
    };
    // The event comes from within OpenSSL, and what is written before it returns is lost.
    const accepted = () => setImmediate(() => end(resolve));
    const undecided = () => end(resolve);
    const refused = (error: Error) => end(() => reject(error));
    const closed = () => {
      refused(new FailureError({ code: CLOSED_IN_HANDSHAKE, text: 'connection closed after the TLS handshake' }));
    };
    const timer = setTimeout(undecided, patienceMs);
    const release = onAbort(signal, undecided);
    if (socket.destroyed) closed();
    socket.once('session', accepted).once('error', refused).once('end', closed).once('close', closed);
  });
}

export function handshakeOf(socket: TLSSocket): Handshake {
  const cipher = socket.getCipher();
  const ephemeral = socket.getEphemeralKeyInfo();
  return {
    version: socket.getProtocol() ?? undefined,
    cipher: cipher?.name,
    cipherIana: cipher?.standardName,
    keyExchange: ephemeral !== null && 'name' in ephemeral ? ephemeral.name : undefined,
    alpn: socket.alpnProtocol || undefined,
  };
}

/** The name sent to the server; an IP address is never sent (RFC 6066, section 3). */
export function servernameOf({ servername, host }: Target): string | undefined {
  return servername ?? (isIP(host) === 0 ? host : undefined);
}

function identity(target: Target): ConnectionOptions {
  const servername = servernameOf(target);
  return {
    host: target.host,
    ...(servername === undefined ? {} : { servername }),
    ...(target.alpn === undefined ? {} : { ALPNProtocols: [...target.alpn] }),
  };
}

function shakeHands(
  options: ConnectionOptions,
  signal: AbortSignal,
  broken?: (socket: TLSSocket) => void,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(options);
    const release = onAbort(signal, () => {
      socket.destroy();
      reject(signal.reason);
    });
    // Stays for good: a socket whose error nobody hears would end the process.
    socket.on('error', (error) => {
      broken?.(socket);
      options.socket?.destroy();
      reject(error);
    });
    socket.once('close', () => {
      release();
      reject(new FailureError({ code: CLOSED_IN_HANDSHAKE, text: 'connection closed during the TLS handshake' }));
    });
    socket.once('secureConnect', () => {
      release();
      resolve(socket);
    });
  });
}

/** Node links the presented certificates by issuer; a self-signed one links to itself. */
function chainOf(socket: TLSSocket): readonly CertFacts[] {
  const chain: CertFacts[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    const facts = certFactsOf(next.raw);
    if (facts !== undefined) chain.push(facts);
    next = next.issuerCertificate;
  }
  return chain;
}
