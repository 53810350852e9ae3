/** TLS protocol versions by the names that brokers and OpenSSL configuration use, oldest first. */
export const TLS_VERSIONS = ['sslv3', 'tlsv1', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3'] as const;

export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** Formally retired: SSL 3.0 by RFC 7568, TLS 1.0 and 1.1 by RFC 8996. */
export const OBSOLETE_TLS_VERSIONS: ReadonlySet<TlsVersion> = new Set(['sslv3', 'tlsv1', 'tlsv1.1']);

/** `TLS 1.2` for `tlsv1.2`: the name as the standards write it. */
export function tlsVersionName(version: TlsVersion): string {
  if (version === 'sslv3') return 'SSL 3.0';
  return version === 'tlsv1' ? 'TLS 1.0' : `TLS ${version.slice('tlsv'.length)}`;
}

/** All versions from `floor` up to TLS 1.3. */
export function tlsVersionsFrom(floor: TlsVersion): TlsVersion[] {
  return TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(floor));
}
