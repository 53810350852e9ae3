import type { TlsVersion } from '../../facts/tls';

/** The keys of a scan's result, oldest first. */
export const SCAN_VERSIONS = ['ssl3', 'tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'] as const;

export type ScanVersion = (typeof SCAN_VERSIONS)[number];

export const WIRE_VERSION: Readonly<Record<ScanVersion, number>> = {
  ssl3: 0x0300,
  'tls1.0': 0x0301,
  'tls1.1': 0x0302,
  'tls1.2': 0x0303,
  'tls1.3': 0x0304,
};

/** The same versions by the names of `core/facts`. */
export const TLS_VERSION: Readonly<Record<ScanVersion, TlsVersion>> = {
  ssl3: 'sslv3',
  'tls1.0': 'tlsv1',
  'tls1.1': 'tlsv1.1',
  'tls1.2': 'tlsv1.2',
  'tls1.3': 'tlsv1.3',
};

/** A value for each version. */
export function eachVersion<T>(make: (version: ScanVersion) => T): Readonly<Record<ScanVersion, T>> {
  return {
    ssl3: make('ssl3'),
    'tls1.0': make('tls1.0'),
    'tls1.1': make('tls1.1'),
    'tls1.2': make('tls1.2'),
    'tls1.3': make('tls1.3'),
  };
}
