import { type CipherSuite, SCANNED_SUITES } from '../../facts/cipher-suites';

export const SUITE_BY_CODE: ReadonlyMap<number, CipherSuite> = new Map(
  SCANNED_SUITES.map((suite) => [suite.code, suite]),
);

/** By OpenSSL's name, or IANA's where OpenSSL has none. */
export const SUITE_BY_NAME: ReadonlyMap<string, CipherSuite> = new Map(
  SCANNED_SUITES.map((suite) => [suite.name, suite]),
);
