import type { KeyObject } from 'node:crypto';
import {
  type Asn1,
  der,
  enumerated,
  explicit,
  integer,
  octetString,
  oid,
  parsed,
  sequence,
  smallInteger,
  time,
} from './asn1';
import { authorityKeyIdExtension, extension } from './build-extensions';
import { type LedgerEntry, REVOCATION_REASONS } from './ledger';
import { signed } from './signing';
import type { CertificateParts } from './x509';

export interface RevocationListRequest {
  readonly authority: CertificateParts;
  readonly key: KeyObject;
  /** Rises with each list of the authority (RFC 5280 section 5.2.3). */
  readonly number: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  readonly nextUpdate: number;
  readonly entries: readonly LedgerEntry[];
}

/** A version 2 list of revoked certificates as DER (RFC 5280 section 5). */
export function revocationList(request: RevocationListRequest): Buffer {
  const { authority, key, number, now, nextUpdate, entries } = request;
  const revoked = entries.flatMap((entry) => revokedCertificate(entry) ?? []);
  return signed(key, (algorithm) =>
    sequence(
      smallInteger(1),
      algorithm,
      parsed(authority.subject.whole),
      time(wholeSecond(now)),
      time(wholeSecond(nextUpdate)),
      // The list is left out where nothing is revoked; an empty one is forbidden.
      ...(revoked.length > 0 ? [sequence(...revoked)] : []),
      explicit(0, sequence(authorityKeyIdExtension(authority), extension('2.5.29.20', smallInteger(number)))),
    ),
  );
}

function revokedCertificate({ serial, revoked }: LedgerEntry): Asn1 | undefined {
  if (revoked === undefined) return undefined;
  const { at, reason } = revoked;
  // `unspecified` is said by leaving the reason out.
  const code = REVOCATION_REASONS[reason ?? 'unspecified'];
  const extensions = code === 0 ? [] : [sequence(sequence(oid('2.5.29.21'), octetString(der(enumerated(code)))))];
  return sequence(integer(serialBytes(serial)), time(wholeSecond(at)), ...extensions);
}

function serialBytes(serial: string): Uint8Array {
  const bytes = Buffer.from(serial.length % 2 === 0 ? serial : `0${serial}`, 'hex');
  return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Uint8Array.of(0), bytes]);
}

function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
