import { isIPv4, type Socket } from 'node:net';
import { parseIp } from '../facts/address';
import type { Run } from './run';
import { joinedOf, u8, u16, vectorOf } from './scan/bytes';
import { plainAnswer } from './stages/plain';
import { connectTcp } from './stages/tcp';
import { observe } from './stages/tls';
import { isSecure } from './target';

type Header = (socket: Socket) => Uint8Array;

/**
 * Headers of the PROXY protocol, versions 1 and 2 (HAProxy's specification, sections 2.1 and 2.2): a listener may take one
 * of them only. They name this client as it is. Those that name none (UNKNOWN, LOCAL) Mosquitto 2.1 does not take.
 */
const HEADERS: readonly Header[] = [
  (socket) => {
    const { localAddress, remoteAddress, localPort, remotePort } = socket;
    const family = isIPv4(localAddress ?? '') ? 'TCP4' : 'TCP6';
    return Buffer.from(`PROXY ${family} ${localAddress} ${remoteAddress} ${localPort} ${remotePort}\r\n`);
  },
  ({ localAddress = '', remoteAddress = '', localPort = 0, remotePort = 0 }) => {
    const addresses = joinedOf(addressBytes(localAddress), addressBytes(remoteAddress));
    const ports = joinedOf(u16(localPort), u16(remotePort));
    return joinedOf(SIGNATURE, u8(PROXY), u8(isIPv4(localAddress) ? TCP4 : TCP6), vectorOf(2, addresses, ports));
  },
];

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
/** Version 2, command PROXY; address family and transport. */
const PROXY = 0x21;
const TCP4 = 0x11;
const TCP6 = 0x21;

function addressBytes(address: string): Uint8Array {
  return Uint8Array.from(parseIp(address) ?? []);
}

/**
 * Whether the port answers after a PROXY header only. To be asked where it has answered nothing without one: some servers
 * take it either way.
 */
export async function lookForProxy(run: Run, address: string, signal: AbortSignal): Promise<void> {
  const answers = await Promise.all(HEADERS.map((header) => answersAfter(header, run, address, signal)));
  if (answers.includes(true)) run.evidence.expectsProxy = true;
}

async function answersAfter(header: Header, { target, open }: Run, address: string, signal: AbortSignal) {
  try {
    const socket = await connectTcp(address, target.port, signal);
    open.add(socket);
    socket.write(header(socket));
    if (!isSecure(target)) return (await plainAnswer(socket, signal)) === 'mqtt';
    let hasShown = false;
    await observe(socket, target, signal, ({ chain }) => {
      hasShown = chain.length > 0;
    });
    return hasShown;
  } catch {
    // Refused, cut off or silent: it does not answer after this header, which is all that is asked.
    return false;
  }
}
