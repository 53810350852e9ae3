import { parseIp } from '../../../facts/address';

export interface Bind {
  /** Undefined: all interfaces. */
  readonly address: string | undefined;
  readonly port: number;
}

/** `1883`, `:1883`, `127.0.0.1:1883`, `[::1]:1883`, `::1:1883`; EMQX takes no host names. */
export function parseBind(text: string): Bind | undefined {
  const match = /^(?:(.*):)?([0-9]+)$/.exec(text.trim());
  if (!match) return undefined;
  const port = Number(match[2]);
  const address = match[1] === '' ? undefined : match[1];
  if (port > 65535 || (address !== undefined && !parseIp(address))) return undefined;
  return { address, port };
}

export function writeBind({ address, port }: Bind): string {
  if (address === undefined) return String(port);
  const bracketed = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return `"${bracketed}:${port}"`;
}

/** Who can reach an address: RFC 1122 loopback, RFC 1918 and RFC 4193 private ranges, link-local; else everyone. */
export function exposureOf(address: string | undefined): 'loopback' | 'private' | 'public' {
  if (address === undefined) return 'public';
  if (address.toLowerCase() === 'localhost') return 'loopback';
  const bytes = parseIp(address);
  if (!bytes) return 'public';
  return bytes.length === 4 ? exposureOf4(bytes) : exposureOf6(bytes);
}

function exposureOf4([a = 0, b = 0]: readonly number[]): 'loopback' | 'private' | 'public' {
  if (a === 127) return 'loopback';
  const isPrivate =
    a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254);
  return isPrivate ? 'private' : 'public';
}

function exposureOf6(bytes: readonly number[]): 'loopback' | 'private' | 'public' {
  const leading = bytes.slice(0, 15).every((byte) => byte === 0);
  if (leading && bytes[15] === 1) return 'loopback';
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (mapped) return exposureOf4(bytes.slice(12));
  const [a = 0, b = 0] = bytes;
  return (a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80) ? 'private' : 'public';
}
