import type { TlsVersion } from './tls';

/** A place in a configuration: a file id, and offsets in its text. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** What a configuration says of one listener, as far as a client can see from outside whether it is so. */
export interface ListenerExpectation {
  readonly label: string;
  readonly at: Place;
  readonly tls: boolean;
  /** Where TLS is asked for or switched on; the listener itself where it is not. */
  readonly tlsAt: Place;
  /** The file of the listener's own certificate, where it could be read: its SHA-256 fingerprint as in `CertFacts`. */
  readonly certificate?: { readonly at: Place; readonly path: string; readonly fingerprint: string };
  /** Absent: the broker's own choice is not known. */
  readonly versions?: { readonly at: Place; readonly enabled: readonly TlsVersion[] };
  /** OpenSSL's names of the suites that the file allows, by what they are for; absent: not limited by the file. */
  readonly suites?: readonly AllowedSuites[];
  readonly clientCertificate: { readonly at: Place; readonly value: 'none' | 'optional' | 'required' };
  readonly anonymous: { readonly at: Place; readonly allowed: boolean };
}

export interface AllowedSuites {
  readonly at: Place;
  readonly covers: readonly TlsVersion[];
  readonly names: readonly string[];
}
