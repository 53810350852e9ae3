import type { CertFacts, CertProblem, OcspFacts } from '../facts/certificate';
import type { Message } from '../facts/message';

/** One stage of a connection test has ended. Plain data without secrets: safe to show, log and serialise. */
export type StageEvent =
  | Stage<'dns', DnsFacts>
  | Stage<'tcp', TcpFacts>
  | Stage<'tls', TlsFacts>
  | Stage<'websocket', WebSocketFacts>
  | Stage<'mqtt', MqttFacts>
  | Stage<'roundtrip', RoundtripFacts>;

export type StageName = StageEvent['name'];

export interface Stage<Name extends string, Facts> {
  readonly name: Name;
  readonly ok: boolean;
  readonly ms: number;
  readonly facts: Facts;
  /** Exactly where `ok` is false. */
  readonly problem?: Problem;
}

export interface Problem {
  /** The runtime's or the protocol's own name for it, e.g. `CERT_HAS_EXPIRED`, `CONNACK_5`. */
  readonly code: string;
  readonly cause: Message;
  readonly advice: Message;
  /** What would remedy it, for a button. */
  readonly action?: ProblemAction;
}

export type ProblemAction =
  /** Test again with this file as authority: it has signed what the server presents. */
  | { readonly kind: 'use-ca'; readonly file: string }
  /** Issue the server's certificate again with these names: a host name or an address each. */
  | { readonly kind: 'regenerate-with-san'; readonly names: readonly string[] }
  /** Open the broker's configuration at this option, in Mosquitto's spelling. */
  | { readonly kind: 'open-configuration'; readonly option: string };

export interface DnsFacts {
  readonly host: string;
  readonly addresses: readonly string[];
}

export interface TcpFacts {
  readonly port: number;
  /** The address that answered. */
  readonly address?: string;
  /** Addresses that did not, tried before it. */
  readonly failed: readonly { readonly address: string; readonly code: string }[];
}

export interface TlsFacts {
  /** Name sent to the server (RFC 6066); absent for an IP address. */
  readonly servername?: string;
  /** As OpenSSL writes it: `TLSv1.3`. */
  readonly version?: string;
  /** OpenSSL's name. */
  readonly cipher?: string;
  readonly cipherIana?: string;
  /** Group or curve of the key exchange, e.g. `X25519`. */
  readonly keyExchange?: string;
  readonly alpn?: string;
  /** As the server presented it, its own certificate first. */
  readonly chain: readonly CertFacts[];
  /** The chain and the name were verified. */
  readonly verified: boolean;
  /** Where the chain meets what is trusted here; absent where no certificate was seen. */
  readonly trust?: TrustFacts;
  /** The stapled answer of the authority's responder; absent where the server sent none. */
  readonly ocsp?: StapledAnswer;
  /** Absent where the connection did not come that far. */
  readonly session?: SessionFacts;
  /** A client certificate was offered. */
  readonly clientCertificate: boolean;
  /** What does not break this connection and still deserves attention. */
  readonly warnings: readonly CertWarning[];
}

/** The presented chain beside the authorities that are trusted. */
export interface TrustFacts {
  /** Of the given CA file, or those of the system. */
  readonly source: 'file' | 'system';
  /** What the CA file holds; empty for the system's. */
  readonly authorities: readonly CertFacts[];
  /** The authority that vouches for the chain, and the presented certificate that it is or has signed (0: the server's). */
  readonly anchor?: { readonly subject: string; readonly fingerprint: string; readonly signs: number };
  /** Where there is no anchor: name of the issuer that would have to be among the authorities. */
  readonly missing?: string;
}

export interface StapledAnswer extends OcspFacts {
  readonly verdict: 'good' | 'revoked' | 'unknown' | 'outdated' | 'unverified' | 'unusable';
}

export interface SessionFacts {
  /** The server handed out a ticket (RFC 8446 section 4.6.1, RFC 5077). */
  readonly ticket: boolean;
  /** Seconds for which the ticket may be used, as the server suggests. */
  readonly lifetimeS?: number;
  /** A second connection could take the session up again; absent: not tried. */
  readonly resumed?: boolean;
}

export interface CertWarning {
  /** `ocsp`: the stapled answer says revoked, or is of no use. */
  readonly id: CertProblem['id'] | 'ocsp';
  readonly message: Message;
  /** Subject of the certificate it is about. */
  readonly certificate: string;
}

export interface WebSocketFacts {
  readonly path: string;
  /** Of the HTTP answer; 101 where the WebSocket is open. */
  readonly status?: number;
  /** The one that the server chose; MQTT demands `mqtt` (MQTT 5, section 6). */
  readonly subprotocol?: string;
  /** The answer's own name of its software. */
  readonly server?: string;
}

export interface MqttFacts {
  readonly mqttVersion: '3.1.1' | '5.0';
  readonly clientId: string;
  readonly username?: string;
  /** Of the CONNACK. */
  readonly reasonCode?: number;
  /** The broker's own words (MQTT 5). */
  readonly reasonString?: string;
  readonly sessionPresent?: boolean;
  /** Limits and abilities that the broker announced (MQTT 5). */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

/** One stage for each quality of service. */
export interface RoundtripFacts {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  /** Granted by the broker. */
  readonly grantedQos?: number;
  /** From PUBLISH to its return, milliseconds. */
  readonly messageMs?: number;
}

/** Facts while their stage is running. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
