import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { clock } from '../clock';
import { onAbort } from '../deadline';
import { connectTcp } from '../stages/tcp';
import { settle } from '../stages/tls';
import type { Line } from './line';

/**
 * Whether a client without certificate gets through: only a whole handshake tells. `null` where the runtime's TLS library
 * cannot complete one for another reason, for example because it no longer has the server's protocol version.
 */
export async function isCertificateRequired(
  line: Line,
  place: { readonly address: string; readonly port: number; readonly servername?: string },
): Promise<boolean | null> {
  try {
    return await line.borrow((signal) => shakeHands(place, signal));
  } catch (error) {
    return isRefusal(error) ? true : null;
  }
}

async function shakeHands(
  { address, port, servername }: { readonly address: string; readonly port: number; readonly servername?: string },
  signal: AbortSignal,
): Promise<false> {
  const started = clock();
  const socket = await connectTcp(address, port, signal);
  const roundTripMs = clock() - started;
  const sni = servername !== undefined && isIP(servername) === 0 ? { servername } : {};
  const secured = connect({ socket, ...sni, rejectUnauthorized: false });
  const release = onAbort(signal, () => secured.destroy());
  try {
    await secure(secured);
    // In TLS 1.3 the refusal comes after the handshake.
    if (secured.getProtocol() === 'TLSv1.3') await settle(secured, roundTripMs, signal);
    return false;
  } finally {
    release();
    secured.destroy();
    socket.destroy();
  }
}

function secure(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays for good: a socket whose error nobody hears would end the process.
    socket.on('error', (error) => {
      // Without its certificate the server has refused something else, such as the suites on offer.
      const hasShown = Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
      reject(hasShown ? error : new Error('refused before the server certificate', { cause: error }));
    });
    socket.once('close', () => reject(new Error('closed')));
    socket.once('secureConnect', resolve);
  });
}

/** Alerts with which servers ask for a certificate: certificate_required, bad_certificate, handshake_failure. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)|ECONNRESET/.test(code);
}
