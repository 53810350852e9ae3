import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { systemAuthorities } from '../authorities';
import { type Credentials, differInType } from '../credentials';
import { FailureError, onAbort } from '../deadline';
import type { TlsFacts } from '../event';
import type { Target } from '../target';

/** What a server shows of itself during a handshake. */
export type Handshake = Pick<TlsFacts, 'version' | 'cipher' | 'cipherIana' | 'keyExchange' | 'alpn'>;

export interface Shown {
  readonly handshake: Handshake;
  /** DER, the server's own first. */
  readonly chain: readonly Uint8Array[];
  /** The stapled OCSPResponse. */
  readonly ocsp?: Uint8Array;
}

/**
 * Versions that Node no longer offers by itself; at OpenSSL's default security level they cannot be negotiated. BoringSSL
 * has no such levels, and refuses a list that names one.
 */
export function retiredVersions(): Pick<ConnectionOptions, 'minVersion' | 'maxVersion' | 'ciphers'> {
  const versions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
  const lowered = { ...versions, ciphers: 'DEFAULT:@SECLEVEL=0' };
  try {
    createSecureContext(lowered);
    return lowered;
  } catch {
    return versions;
  }
}

const CLOSED_IN_HANDSHAKE = 'ECONNRESET';

/** No server has reason to present more; a long list costs time to read. */
const CHAIN_LIMIT = 20;

/**
 * Reads what the server presents on a connection of its own: nothing is verified, and therefore nothing is sent, not
 * even the client certificate. The empty trust list keeps the chain free of certificates that only this side knows.
 * Tells also what a server had shown before it broke the handshake off.
 */
export async function observe(
  socket: Socket,
  target: Target,
  signal: AbortSignal,
  tell: (shown: Shown) => void,
  versions: Pick<ConnectionOptions, 'minVersion' | 'maxVersion' | 'ciphers'> = {},
): Promise<void> {
  const options = {
    ...identity(target),
    ...versions,
    socket,
    ca: [],
    rejectUnauthorized: false,
    requestOCSP: true,
  };
  let ocsp: Uint8Array | undefined;
  const began = (begun: TLSSocket) =>
    begun.once('OCSPResponse', (response: Buffer | null) => {
      if (response !== null && response.length > 0) ocsp = response;
    });
  const shownBy = (seen: TLSSocket): Shown => ({
    handshake: handshakeOf(seen),
    chain: chainOf(seen),
    ...(ocsp === undefined ? {} : { ocsp }),
  });
  const broken = (seen: TLSSocket) => {
    const shown = shownBy(seen);
    if (shown.chain.length > 0) tell(shown);
  };
  const secured = await shakeHands(options, signal, { began, broken });
  tell(shownBy(secured));
  secured.end(() => secured.destroy());
}

/**
 * The attempt that counts: chain and name verified, client certificate offered. Rejects with the runtime's own error
 * where a file is no PEM, the key does not fit or the passphrase is wrong.
 */
export async function verify(
  socket: Socket,
  target: Target,
  credentials: Credentials,
  signal: AbortSignal,
  began?: (socket: TLSSocket) => void,
): Promise<TLSSocket> {
  const { ca, cert, key, passphrase } = credentials;
  if (differInType(credentials)) throw new FailureError({ code: 'KEY_TYPE_MISMATCH', text: 'key type mismatch' });
  const options = {
    ...identity(target),
    socket,
    ca: ca === undefined ? [...systemAuthorities()] : ca.bytes,
    ...(cert === undefined ? {} : { cert: cert.bytes }),
    ...(key === undefined ? {} : { key: key.bytes }),
    ...(passphrase === undefined ? {} : { passphrase }),
    rejectUnauthorized: true,
  };
  return shakeHands(options, signal, { began });
}

/** Whether the server takes up the session again on a connection of its own, on which nothing is sent either. */
export async function resumes(socket: Socket, target: Target, session: Buffer, signal: AbortSignal): Promise<boolean> {
  const options = { ...identity(target), socket, session, ca: [], rejectUnauthorized: false };
  const secured = await shakeHands(options, signal, {});
  const reused = secured.isSessionReused();
  secured.destroy();
  return reused;
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
  // Undefined, too, where the runtime's library is BoringSSL.
  const ephemeral: { readonly name?: string } = socket.getEphemeralKeyInfo() ?? {};
  return {
    version: socket.getProtocol() ?? undefined,
    cipher: cipher?.name,
    cipherIana: cipher?.standardName,
    keyExchange: ephemeral.name,
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

interface Listeners {
  /** The handshake is under way. */
  readonly began?: (socket: TLSSocket) => void;
  readonly broken?: (socket: TLSSocket) => void;
}

function shakeHands(options: ConnectionOptions, signal: AbortSignal, { began, broken }: Listeners): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(options);
    began?.(socket);
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
function chainOf(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && !seen.has(next.fingerprint256) && chain.length < CHAIN_LIMIT) {
    seen.add(next.fingerprint256);
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
