import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { type Answer, type Line, openLine } from '../../core/probe/scan/line';
import { fakeServer } from './scan-tools';

const REFUSAL = Uint8Array.of(21, 3, 3, 0, 2, 2, 40);

const refuse = (socket: Socket) => socket.end(REFUSAL);

/** A line to a server that does with its connections, counted from 1, what `serve` does. */
async function withLine(
  serve: (socket: Socket, count: number) => void,
  use: (ask: () => Promise<Answer>, line: Line) => Promise<void>,
): Promise<void> {
  let count = 0;
  const fake = await fakeServer((socket) => serve(socket, ++count));
  const stop = new AbortController();
  const limits = { address: '127.0.0.1', port: fake.port, concurrency: 4, timeoutMs: 5000, signal: stop.signal };
  const line = openLine(limits);
  try {
    await use(() => line.ask({ offer: { version: 'tls1.2', suites: [0xc030] } }), line);
  } finally {
    stop.abort();
    await fake.stop();
  }
}

test('the connection of the next question is made while the server answers this one', async () => {
  const sockets: Socket[] = [];
  await withLine(
    (socket) => {
      sockets.push(socket);
      socket.once('data', () => refuse(socket));
    },
    async (ask, line) => {
      assert.deepEqual(await ask(), { kind: 'alert', alert: 40 });
      while (sockets.length < 2) await new Promise(setImmediate);
      assert.deepEqual(await ask(), { kind: 'alert', alert: 40 });
      assert.equal(sockets[1]?.bytesRead, sockets[0]?.bytesRead);
      while (sockets.length < 3) await new Promise(setImmediate);
      assert.equal(line.connections(), 3);
      assert.equal(sockets[2]?.bytesRead, 0);
    },
  );
});

test('a server that gives up a connection made in advance has not answered', async () => {
  const ways: readonly ((socket: Socket) => void)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.once('data', () => socket.destroy()),
    (socket) => socket.once('data', () => socket.resetAndDestroy()),
  ];
  for (const way of ways) {
    let spare: Socket | undefined;
    await withLine(
      (socket, count) => {
        if (count === 2) spare = socket;
        if (count === 2) way(socket);
        else socket.once('data', () => refuse(socket));
      },
      async (ask) => {
        assert.deepEqual(await ask(), { kind: 'alert', alert: 40 });
        while (spare === undefined) await new Promise(setImmediate);
        assert.deepEqual(await ask(), { kind: 'alert', alert: 40 });
      },
    );
  }
});

test('a server that serves one connection after the other is not kept waiting', async () => {
  const queue: Socket[] = [];
  const next = () => {
    const [socket] = queue;
    socket?.once('data', () => refuse(socket)).resume();
    socket?.once('close', () => {
      queue.shift();
      next();
    });
  };
  await withLine(
    (socket) => {
      socket.pause();
      if (queue.push(socket) === 1) next();
    },
    async (ask) => {
      for (let round = 0; round < 5; round++) {
        const answers = await Promise.all(Array.from({ length: 6 }, ask));
        assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['alert']));
      }
    },
  );
});
