import { createSocket } from 'node:dgram';

/**
 * A name server on port 53 of loopback, for a network of its own: it knows no name under `unknown.example`, fails for those
 * under `failing.example`, and never answers for others.
 */
const RESPONSE_CODES: readonly (readonly [word: string, code: number])[] = [
  ['unknown', 3],
  ['failing', 2],
];

const socket = createSocket('udp4');
socket.on('message', (query, { port, address }) => {
  const code = RESPONSE_CODES.find(([word]) => query.includes(word))?.[1];
  if (code === undefined) return;
  const answer = Buffer.from(query);
  // QR, RD, RA and the response code (RFC 1035 section 4.1.1); the question is sent back as it came.
  answer.writeUInt16BE(0x8180 | code, 2);
  socket.send(answer, port, address);
});
socket.bind(53, '127.0.0.1', () => process.stdout.write('ready\n'));
