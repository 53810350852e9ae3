import type { TlsVersion } from './tls';

/** One cipher suite of the IANA registry. */
export interface CipherSuite {
  /** OpenSSL's name, e.g. `ECDHE-RSA-AES128-GCM-SHA256`; TLS 1.3 suites have one name only. */
  readonly name: string;
  /** IANA's name, e.g. `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`. */
  readonly iana: string;
  /** Code point, e.g. 0xc02f. */
  readonly code: number;
  readonly keyExchange: 'any' | 'ecdhe' | 'dhe' | 'ecdh' | 'dh' | 'rsa' | 'psk' | 'srp' | 'gost' | 'anon';
  readonly authentication: 'any' | 'rsa' | 'ecdsa' | 'dss' | 'psk' | 'gost' | 'anon';
  readonly encryption: string;
  readonly mode: 'gcm' | 'ccm' | 'ccm8' | 'chacha20' | 'cbc' | 'stream' | 'null';
  readonly mac: 'aead' | 'sha384' | 'sha256' | 'sha1' | 'md5' | 'gost';
  /** Lowest protocol version that can use it. */
  readonly since: TlsVersion;
}
