import { parseIp } from './address';

/** Who can reach an address. Host names other than localhost may mean anything. */
export function exposureOf(address: string | undefined): 'loopback' | 'private' | 'public' {
  if (address === undefined) return 'public';
  if (/^(?:localhost|ip6-localhost|ip6-loopback|localhost\.localdomain)$/i.test(address)) return 'loopback';
  const bytes = parseIp(address);
  if (!bytes) return 'public';
  return bytes.length === 4 ? exposureOfIpv4(bytes) : exposureOfIpv6(bytes);
}

function exposureOfIpv4([a = 0, b = 0]: readonly number[]): 'loopback' | 'private' | 'public' {
  if (a === 127) return 'loopback';
  // RFC 1918, and link-local addresses of RFC 3927.
  const local = a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
  return local ? 'private' : 'public';
}

function exposureOfIpv6(bytes: readonly number[]): 'loopback' | 'private' | 'public' {
  const [a = 0, b = 0] = bytes;
  const zeros = bytes.slice(0, 10).every((byte) => byte === 0);
  if (zeros && bytes[10] === 0xff && bytes[11] === 0xff) return exposureOfIpv4(bytes.slice(12));
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return 'loopback';
  // Unique local addresses of RFC 4193, link-local ones of RFC 4291.
  return (a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80) ? 'private' : 'public';
}
