import type { CertFacts, CertProblem } from '../../facts/certificate';
import type { Message } from '../../facts/message';
import type { Problem } from '../event';
import type { Cap, Grade } from './grade';
import type { Ssl2 } from './ssl2';
import type { ScanVersion } from './versions';

/** What to scan. */
export interface ScanTarget {
  /** Name or address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Name to ask for (SNI) where it is not `host`. */
  readonly servername?: string;
}

export interface ScanOptions {
  /** Milliseconds since 1970 UTC, against which certificates are judged. */
  readonly now: number;
  /** For each connection, milliseconds; 5000 where absent. */
  readonly timeoutMs?: number;
  /** For the whole scan, milliseconds; 60,000 where absent. What is known by then is the result. */
  readonly totalMs?: number;
  /** Connections at a time; 4 where absent. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /**
   * Asked once with the addresses of the host, one of which will be scanned; false ends the scan with the code `NOT_CONFIRMED`. Front ends
   * ask the user here, unless `isPrivateAddress` (core/facts/address.ts) says that it is not needed. Absent: yes.
   */
  readonly mayScan?: (addresses: readonly string[]) => boolean | Promise<boolean>;
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly version: ScanVersion;
  /** OpenSSL's name of the suite just found. */
  readonly suite: string;
}

/** A scan ends with a result, or with the reason why there is none. */
export type ScanOutcome =
  | { readonly ok: true; readonly result: ScanResult }
  | { readonly ok: false; readonly problem: Problem };

/** What a server accepts. Plain data without secrets: safe to show, log and serialise. */
export interface ScanResult {
  readonly target: {
    readonly host: string;
    readonly port: number;
    /** The one address that was scanned. */
    readonly address: string;
    readonly servername?: string;
  };
  readonly ms: number;
  /** How many connections it took. */
  readonly connections: number;
  /** False where something could not be found out in time; `notes` says what. */
  readonly complete: boolean;
  readonly notes: readonly Message[];
  /** From SSL 3.0 to TLS 1.3. */
  readonly protocols: Readonly<Record<ScanVersion, boolean>>;
  /** SSL 2.0, which has a handshake and suites of its own. */
  readonly ssl2: Ssl2;
  /** OpenSSL's names (IANA's for TLS 1.3), in the order in which the server chose them; empty for a refused version. */
  readonly ciphers: Readonly<Record<ScanVersion, readonly string[]>>;
  /** Whether the server follows its own order; null for a version with fewer than two suites. */
  readonly serverPreference: Readonly<Record<ScanVersion, boolean | null>>;
  /** IANA's names, in the order in which the server chose them. */
  readonly groups: { readonly 'tls1.2': readonly string[]; readonly 'tls1.3': readonly string[] };
  /** Length of the prime of DHE suites; null where there are none. */
  readonly dhBits: number | null;
  /** IANA's names of the schemes with which the server signs, in the order in which it chose them. */
  readonly signatureAlgorithms: { readonly 'tls1.2': readonly string[]; readonly 'tls1.3': readonly string[] };
  /** One for each kind of key that the server has. */
  readonly certificates: readonly ScanCertificate[];
  readonly clientCertificate: {
    readonly requested: boolean;
    /** Whether a client without one is turned away; null where that could not be found out. */
    readonly required: boolean | null;
    /** Distinguished names of the authorities that the server accepts. */
    readonly authorities: readonly string[];
  };
  readonly features: ScanFeatures;
  /** Application protocols (RFC 7301) of `mqtt`, `x-amzn-mqtt-ca`, `http/1.1`, `h2` that the server takes. */
  readonly alpn: readonly string[];
  /** What is weak, the worst first. */
  readonly findings: readonly ScanFinding[];
  readonly grade: Grade;
}

export interface ScanCertificate {
  readonly keyType: CertFacts['key']['type'];
  /** As sent, the server's own first; certificates that cannot be read are left out. */
  readonly chain: readonly CertFacts[];
  /** About the chain, by the same judgement as for files. */
  readonly problems: readonly (CertProblem & { readonly certificate: string })[];
}

/** Null where the accepted versions do not have the thing, or where it could not be found out. */
export interface ScanFeatures {
  /** TLS compression (CRIME). */
  readonly compression: boolean | null;
  /** RFC 5746. */
  readonly secureRenegotiation: boolean | null;
  /** RFC 5077. */
  readonly sessionTickets: boolean | null;
  /** Sessions that the server keeps itself. */
  readonly sessionIds: boolean | null;
  /** RFC 7627. */
  readonly extendedMasterSecret: boolean | null;
  /** RFC 7366; null without CBC suites. */
  readonly encryptThenMac: boolean | null;
  /** RFC 7507; null where only one version is accepted. */
  readonly fallbackScsv: boolean | null;
  /** An OCSP response came with the certificate. */
  readonly ocspStapling: boolean | null;
}

export interface ScanFinding {
  /** Stable: `protocol`, `cipher`, `group`, `dh`, `signature`, `certificate`, `compression`, `renegotiation`, `fallback`. */
  readonly id: string;
  readonly level: 'error' | 'warning' | 'hint';
  /** The best grade that it leaves. */
  readonly cap: Cap;
  readonly message: Message;
}
