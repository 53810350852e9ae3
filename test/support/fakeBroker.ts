import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** What a fake broker does with one connection. */
export type Behaviour = (socket: Socket) => void;

export interface FakeBroker {
  readonly port: number;
  /** Everything that clients sent, in order of arrival. */
  readonly received: readonly Buffer[];
  /** Connections that are open now. */
  readonly connections: () => Promise<number>;
  close(): Promise<void>;
}

/** Ten lines of broker on a free port of the loopback: answers as told, with TLS where options are given. */
export async function fakeBroker(behaviour: Behaviour, tls?: TlsOptions): Promise<FakeBroker> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => received.push(bytes));
    behaviour(socket);
  };
  const server: Server = tls === undefined ? createServer(accept) : createTlsServer(tls, accept);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    port: address.port,
    received,
    connections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Sends these bytes when the client has sent something. */
export function answers(...bytes: readonly number[]): Behaviour {
  return (socket) => {
    socket.once('data', () => socket.write(Buffer.from(bytes)));
  };
}

export function answersText(text: string): Behaviour {
  return answers(...Buffer.from(text));
}

/** CONNACK of MQTT 3.1.1 with this return code (section 3.2). */
export function connack(returnCode: number): Behaviour {
  return answers(0x20, 2, 0, returnCode);
}

/** CONNACK of MQTT 5 with this reason code and no properties. */
export function connack5(reasonCode: number): Behaviour {
  return answers(0x20, 3, 0, reasonCode, 0);
}

export const hangs: Behaviour = () => undefined;

export const closes: Behaviour = (socket) => socket.end();

export const resets: Behaviour = (socket) => {
  socket.once('data', () => socket.resetAndDestroy());
};
