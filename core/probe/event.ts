import type { CertFacts, CertProblem } from '../facts/certificate';
import type { Message } from '../facts/message';

/** One stage of a connection test has ended. Plain data without secrets: safe to show, log and serialise. */
export type StageEvent =
  | Stage<'dns', DnsFacts>
  | Stage<'tcp', TcpFacts>
  | Stage<'tls', TlsFacts>
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
}

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
  /** A client certificate was offered. */
  readonly clientCertificate: boolean;
  /** What does not break this connection and still deserves attention. */
  readonly warnings: readonly CertWarning[];
}

export interface CertWarning extends CertProblem {
  /** Subject of the certificate it is about. */
  readonly certificate: string;
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
