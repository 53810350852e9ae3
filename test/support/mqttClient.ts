import { createConnection, type Socket } from 'node:net';

/** Who asks; without a name the client is anonymous. */
export interface Identity {
  readonly user?: string;
  readonly password?: string;
}

/** An MQTT 5 client by hand, which tells what the broker allowed. */
export interface MqttClient {
  /** Reason code of the CONNACK; 0: let in. */
  readonly connected: number;
  /** Reason code of the SUBACK. */
  subscribe(filter: string): Promise<number>;
  /** With QoS 1, to each topic. → reason code of each PUBACK; 0x80 and above: refused */
  publish(topics: readonly string[], payload: string): Promise<readonly number[]>;
  /** Everything that was delivered before the broker answered a ping, as `topic payload`. */
  delivered(): Promise<readonly string[]>;
  close(): void;
}

const CONNECTION_LOST = 0xff;

/** Connects; a broker that hangs up instead of answering counts as reason code 0xff. */
export async function connectMqtt(port: number, { user, password }: Identity): Promise<MqttClient> {
  const socket = createConnection({ host: '127.0.0.1', port });
  const packets = reader(socket);
  const flags = 2 | (user === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const names = [user, password].flatMap((each) => (each === undefined ? [] : [text(each)]));
  const head = [text('MQTT'), Buffer.from([5, flags, 0, 60, 0]), text('')];
  const ask = async (bytes: Buffer, answer: number): Promise<Buffer | undefined> => {
    socket.write(bytes);
    return (await packets.next(answer, 1))[0];
  };
  const connack = await ask(packet(0x10, ...head, ...names), 0x20);
  return {
    connected: connack?.[1] ?? CONNECTION_LOST,
    async subscribe(filter) {
      const answer = await ask(packet(0x82, Buffer.from([0, 1, 0]), text(filter), Buffer.from([0])), 0x90);
      return answer?.at(-1) ?? CONNECTION_LOST;
    },
    async publish(topics, payload) {
      const messages = topics.map((topic, index) =>
        packet(0x32, text(topic), Buffer.from([0, index + 1, 0]), Buffer.from(payload)),
      );
      socket.write(Buffer.concat(messages));
      const answers = await packets.next(0x40, topics.length);
      // A PUBACK without a reason code means success.
      return topics.map((_, index) => {
        const answer = answers.find((each) => each[1] === index + 1);
        return answer ? (answer[2] ?? 0) : CONNECTION_LOST;
      });
    },
    async delivered() {
      await ask(packet(0xc0), 0xd0);
      return packets.published;
    },
    close: () => socket.destroy(),
  };
}

interface Packets {
  /** The bodies of the next packets of that type; fewer where the connection ends before. */
  next(type: number, count: number): Promise<readonly Buffer[]>;
  readonly published: readonly string[];
}

function reader(socket: Socket): Packets {
  const published: string[] = [];
  let heard = Buffer.alloc(0);
  let wanted: { type: number; count: number; found: Buffer[]; answer: (bodies: readonly Buffer[]) => void } | undefined;
  let closed = false;
  const take = (): void => {
    for (let cut = packetAt(heard); cut; cut = packetAt(heard)) {
      heard = heard.subarray(cut.end);
      if (cut.type === 0x30) published.push(delivery(cut.body));
      else if (wanted?.type === cut.type && wanted.found.push(cut.body) === wanted.count) wanted.answer(wanted.found);
    }
  };
  const end = (): void => {
    closed = true;
    wanted?.answer(wanted.found);
  };
  socket.setNoDelay(true);
  socket.setTimeout(5000, () => socket.destroy());
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    take();
  });
  socket.once('error', end);
  socket.once('close', end);
  return {
    published,
    next: (type, count) =>
      closed
        ? Promise.resolve([])
        : new Promise((answer) => {
            wanted = { type, count, found: [], answer };
          }),
  };
}

function packetAt(bytes: Buffer): { type: number; body: Buffer; end: number } | undefined {
  let length = 0;
  for (let i = 1; i < Math.min(bytes.length, 5); i++) {
    const byte = bytes[i] ?? 0;
    length |= (byte & 0x7f) << (7 * (i - 1));
    if (byte & 0x80) continue;
    const end = i + 1 + length;
    return bytes.length < end ? undefined : { type: (bytes[0] ?? 0) & 0xf0, body: bytes.subarray(i + 1, end), end };
  }
  return undefined;
}

function delivery(body: Buffer): string {
  const size = body.readUInt16BE(0);
  const properties = body[2 + size] ?? 0;
  return `${body.subarray(2, 2 + size)} ${body.subarray(3 + size + properties)}`;
}

function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length > 127) throw new RangeError('a packet of more than 127 bytes');
  return Buffer.concat([Buffer.from([type, body.length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
}
