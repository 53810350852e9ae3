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
