import { connect, type Socket } from 'node:net';

/** A connection on which one question is asked, once it is there. */
export interface Connection {
  readonly isConnecting: () => boolean;
  /** False when it has been closed, by whichever side, or when the server spoke before it was asked. */
  readonly isOpen: () => boolean;
  /** Sends these bytes as soon as it is connected; tells of what comes back, and of the end. At most once. */
  readonly talk: (bytes: Uint8Array, listener: Listener) => void;
  readonly close: () => void;
}

export interface Listener {
  /** The bytes may be kept. */
  readonly read: (bytes: Uint8Array) => void;
  /** Nothing more will come: the connection failed, or is closed. */
  readonly over: (error?: Error) => void;
}

interface State {
  listener?: Listener;
  isOver?: true;
}

export interface Place {
  readonly address: string;
  readonly port: number;
  /** Filled and emptied within one turn of the event loop, so that all connections share it. */
  readonly buffer: Buffer;
}

/** Without the machinery of streams for what comes in, which is most of the cost of a short connection. */
export function openConnection({ address, port, buffer }: Place): Connection {
  const state: State = {};
  const callback = (length: number) => {
    if (state.listener === undefined) state.isOver = true;
    else state.listener.read(Buffer.from(buffer.subarray(0, length)));
    return true;
  };
  const onread = { buffer, callback };
  return connectionOf(connect({ host: address, port, onread }), state);
}

/** A connection that there is already, on which nothing has been read. */
export function readyConnection(socket: Socket): Connection {
  const state: State = {};
  const connection = connectionOf(socket, state);
  const talk = (bytes: Uint8Array, listener: Listener) => {
    connection.talk(bytes, listener);
    socket.on('data', listener.read);
  };
  return { ...connection, talk };
}

function connectionOf(socket: Socket, state: State): Connection {
  const over = (error?: Error) => {
    state.isOver = true;
    state.listener?.over(error);
  };
  // Stays for good: a socket whose error nobody hears would end the process.
  socket.on('error', over);
  socket.on('close', () => over());
  return {
    isConnecting: () => socket.connecting,
    isOpen: () => !socket.destroyed && state.isOver === undefined,
    talk: (bytes, listener) => {
      state.listener = listener;
      if (socket.connecting) socket.on('connect', () => socket.write(bytes));
      else socket.write(bytes);
    },
    close: () => void socket.destroy(),
  };
}
