import { createConnection } from 'node:net';
import { startMosquitto } from './brokers';

/** MQTT 3.1.1 by hand, so that no client library can sneak TLS in. CONNECT as "a", keepalive 60, clean session. */
const CONNECT = Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61]);
/** Subscribe to "t" with QoS 0. */
const SUBSCRIBE = Buffer.from([0x82, 6, 0, 1, 0, 1, 0x74, 0]);
/** Publish to "t" with QoS 0. */
const PUBLISH = Buffer.concat([Buffer.from([0x30, 21, 0, 1, 0x74]), Buffer.from('hello in the clear')]);

/** Starts the broker and sends a message to itself over a bare TCP connection. → what came back */
export function publishes(configuration: string, port: number, program?: string): Promise<string> {
  return whileRunning(configuration, () => roundTrip(port), program);
}

/** Runs the broker for as long as `use` takes. */
export async function whileRunning<T>(configuration: string, use: () => Promise<T>, program = 'mosquitto'): Promise<T> {
  const broker = await startMosquitto(configuration, program);
  try {
    return await use();
  } finally {
    await broker.stop();
  }
}

/** Sends a message to itself over a bare TCP connection. → what came back; rejects where the connection is closed */
export function roundTrip(port: number): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.setTimeout(5000, () => socket.destroy(new Error('the broker did not answer')));
  let heard = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the broker closed the connection')));
    socket.once('connect', () => socket.write(Buffer.concat([CONNECT, SUBSCRIBE, PUBLISH])));
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
      const at = heard.indexOf(PUBLISH);
      if (at < 0) return;
      resolve(heard.subarray(at + 5).toString());
      socket.destroy();
    });
  });
}
