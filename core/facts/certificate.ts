import type { Message } from './message';

/** What is known of one X.509 certificate (RFC 5280). Times are milliseconds since 1970 UTC. */
export interface CertFacts {
  /** RFC 4514 style, most specific last as in the file, e.g. `C=DE, O=Example, CN=broker`. */
  readonly subject: string;
  readonly issuer: string;
  readonly commonName: string | undefined;
  /** Upper-case hexadecimal without leading `00`. */
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly version: 1 | 2 | 3;
  readonly sans: readonly San[];
  readonly key: PublicKeyFacts;
  /** OpenSSL's name, e.g. `ecdsa-with-SHA256`, `sha256WithRSAEncryption`, `ED25519`. */
  readonly signatureAlgorithm: string;
  /** basicConstraints: undefined where the extension is absent. */
  readonly isCa: boolean | undefined;
  readonly pathLength: number | undefined;
  /** keyUsage names (`digitalSignature`, `keyCertSign`, …); undefined where absent (everything allowed). */
  readonly keyUsage: readonly string[] | undefined;
  /** extendedKeyUsage as `serverAuth`, `clientAuth`, or the dotted OID; undefined where absent (anything allowed). */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectKeyId: string | undefined;
  readonly authorityKeyId: string | undefined;
  readonly ocspUrls: readonly string[];
  readonly crlUrls: readonly string[];
  /** SHA-256 of the DER, upper-case hexadecimal without separators. */
  readonly fingerprint: string;
  /** Subject equals issuer and the certificate's own key verifies its signature. */
  readonly selfSigned: boolean;
}

export interface San {
  readonly type: 'dns' | 'ip' | 'email' | 'uri' | 'other';
  readonly value: string;
}

export interface PublicKeyFacts {
  readonly type: 'rsa' | 'ec' | 'ed25519' | 'ed448' | 'dsa' | 'other';
  /** RSA and DSA: modulus length; EC: field size. */
  readonly bits: number | undefined;
  /** EC only, OpenSSL's name: `prime256v1`, `secp384r1`, … */
  readonly curve: string | undefined;
  /** SHA-256 of the SubjectPublicKeyInfo DER, hexadecimal: equal for a certificate and its private key. */
  readonly spki: string;
}

/** A private key found in a file. An encrypted key tells nothing but that. The key itself never leaves the inspector. */
export type KeyFacts = { readonly encrypted: true } | { readonly encrypted: false; readonly key: PublicKeyFacts };

/** What a file that should hold PEM really holds. */
export interface PemFacts {
  /** `other`: text or bytes that are none of these; `empty`: no bytes at all. */
  readonly encoding: 'pem' | 'der' | 'pkcs12' | 'empty' | 'other';
  /** In file order. */
  readonly certificates: readonly CertFacts[];
  readonly keys: readonly KeyFacts[];
  /** Labels of every PEM block in order, e.g. `CERTIFICATE`, `EC PRIVATE KEY`, `X509 CRL`. */
  readonly labels: readonly string[];
  /** Lists of revoked certificates; absent where there is none. */
  readonly crls?: readonly CrlFacts[];
  /** Requests for a certificate; absent where there is none. */
  readonly requests?: readonly RequestFacts[];
  /** Length of the prime of Diffie-Hellman parameters; absent where there are none. */
  readonly dhBits?: number;
}

/** What a certification request (PKCS #10, RFC 2986) asks for. */
export interface RequestFacts {
  readonly subject: string;
  readonly sans: readonly San[];
  readonly key: PublicKeyFacts;
}

/** What is known of one list of revoked certificates (RFC 5280 section 5). */
export interface CrlFacts {
  readonly issuer: string;
  readonly thisUpdate: number;
  /** The next list is out by then; undefined: the issuer does not say. */
  readonly nextUpdate: number | undefined;
}

/** What an authority's responder says of one certificate (RFC 6960). Times are milliseconds since 1970 UTC. */
export interface OcspFacts {
  /** `malformed`: no answer about this certificate; otherwise the status, or why the responder gave none. */
  readonly status: 'good' | 'revoked' | 'unknown' | 'malformed' | 'tryLater' | 'refused';
  /** Signed by the certificate's issuer, or by a responder that the issuer has named. */
  readonly verified: boolean;
  readonly thisUpdate?: number;
  /** Absent: newer information is always available. */
  readonly nextUpdate?: number;
  readonly revokedAt?: number;
}

/** Something about a certificate that will hurt; lint and probe give the same verdicts. */
export interface CertProblem {
  readonly id:
    | 'expired'
    | 'not-yet-valid'
    | 'expiring'
    | 'weak-key'
    | 'weak-signature'
    | 'no-san'
    | 'name-mismatch'
    | 'wrong-usage'
    | 'is-ca'
    | 'version-1';
  readonly message: Message;
}
