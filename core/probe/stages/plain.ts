import type { Socket } from 'node:net';
import { onAbort } from '../deadline';
import type { PlainAnswer } from '../explain/situation';

/** MQTT 3.1.1 CONNECT with a clean session, no client id and no credentials (section 3.1 of the standard). */
const connectPacket = Buffer.from([0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 10, 0, 0]);

/** What a port that failed the TLS handshake answers to plain MQTT. Closes the socket. */
export function plainAnswer(socket: Socket, signal: AbortSignal): Promise<PlainAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: PlainAnswer) => {
      release();
      socket.destroy();
      resolve(answer);
    };
    const release = onAbort(signal, () => {
      socket.destroy();
      resolve('silent');
    });
    socket.once('data', (bytes) => finish(kindOf(bytes)));
    socket.once('error', () => finish('closed'));
    socket.once('close', () => finish('closed'));
    socket.write(connectPacket);
  });
}

function kindOf(bytes: Buffer): PlainAnswer {
  // CONNACK; TLS alert or handshake record (RFC 8446, section 5.1); an HTTP status line.
  if (bytes[0] === 0x20) return 'mqtt';
  if (bytes[0] === 0x15 || bytes[0] === 0x16) return 'tls';
  return bytes.subarray(0, 5).toString('latin1') === 'HTTP/' ? 'http' : 'other';
}
