import { parseIp } from '../../../../facts/address';
import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { fallbackState } from '../fallback';
import { type Block, integerOf, type Line, lastOf, span, tokens } from '../lines';
import type { Reading } from '../scopes';
import { headingOf } from '../settings';
import { atLeast } from '../version';
import { fatal } from './drafts';

/** Listeners on the same port and address, or on one port with and without an address: "Address already in use". */
export function listenerCollisions(reading: Reading): readonly Draft[] {
  const byPort = new Map<number, Socket[]>();
  const drafts: Draft[] = [];
  for (const socket of socketsOf(reading)) {
    const earlier = byPort.get(socket.port) ?? [];
    const other = earlier.find((candidate) => collide(candidate, socket));
    if (other) drafts.push(collision(other, socket));
    earlier.push(socket);
    byPort.set(socket.port, earlier.slice(-MOST_PER_PORT));
  }
  return drafts;
}

/** Keeps the search short in files that open the same port over and over. */
const MOST_PER_PORT = 50;

interface Socket {
  readonly block: Block;
  readonly line: Line;
  readonly port: number;
  /** Comparable form; undefined: all interfaces. */
  readonly address: string | undefined;
  readonly family: string | undefined;
}

function socketsOf(reading: Reading): readonly Socket[] {
  const named = reading.listeners.flatMap((block) => socketOf(block, block.header, reading.version) ?? []);
  const state = fallbackState(reading, false);
  if (state !== 'named' && state !== 'extra') return named;
  const { fallback, version } = reading;
  const port = lastOf(fallback.lines, 'port');
  const line = port ?? fallback.lines[0];
  const number = port ? integerOf(tokens(port)[0]?.text ?? '', version) : 1883;
  if (!line || number === undefined) return named;
  const address = normalize(lastOf(fallback.lines, 'bind_address')?.text);
  // The broker opens it last, so that the listener that asked for the port explains the collision.
  return [...named, { block: fallback, line, port: number, address, family: familyOf(fallback) }];
}

function socketOf(block: Block, header: Line | undefined, version: string): Socket | undefined {
  const [port, address] = header ? tokens(header) : [];
  const number = port && integerOf(port.text, version);
  const lws = lastOf(block.lines, 'protocol')?.text === 'websockets' && !atLeast(version, '2.1.0');
  if (!header || !number || lws) return undefined;
  const host = address?.text.startsWith('#') ? undefined : address?.text;
  return { block, line: header, port: number, address: normalize(host), family: familyOf(block) };
}

function familyOf({ lines }: Block): string | undefined {
  return lastOf(lines, 'socket_domain')?.text;
}

function normalize(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  return address.toLowerCase() === 'localhost' ? '127.0.0.1' : (parseIp(address)?.join('.') ?? address.toLowerCase());
}

function collide(a: Socket, b: Socket): boolean {
  if (a.family !== b.family) return false;
  if (a.address === b.address) return true;
  return a.family === undefined && (covers(a.address, b.address) || covers(b.address, a.address));
}

/** All interfaces, of one family or both, against an address of that family. Names may mean anything. */
function covers(wide: string | undefined, address: string | undefined): boolean {
  const size = address?.split('.').length;
  if (wide === undefined) return address === undefined || /^[\d.]+$/.test(address);
  return (
    /^0(?:\.0)+$/.test(wide) && address !== undefined && wide.split('.').length === size && /^[\d.]+$/.test(address)
  );
}

function collision(earlier: Socket, later: Socket): Draft {
  const port = later.port;
  const related = [{ at: headingOf(earlier.block) ?? span(earlier.line), message: t('opened here first') }];
  if (later.block.kind === 'default') {
    const message = t(
      '{name} opens port {port} a second time, because it is for the default listener; mosquitto refuses to start',
      {
        name: later.line.written,
        port,
      },
    );
    return fatal(span(later.line), message, { related });
  }
  return fatal(span(later.line), t('port {port} is opened twice, and mosquitto refuses to start', { port }), {
    related,
  });
}
