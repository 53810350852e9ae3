import type { CertFacts, PemFacts } from '../../facts/certificate';
import type { Failure } from '../deadline';
import type { StageName } from '../event';
import type { Target } from '../target';

/** Everything by which one cause is told from another. Only the failure is always there. */
export interface Situation {
  readonly failure: Failure;
  readonly stage?: StageName;
  readonly target?: Pick<
    Target,
    'protocol' | 'host' | 'servername' | 'port' | 'mqttVersion' | 'timeoutMs' | 'alpn' | 'path' | 'topicPrefix'
  >;
  /** Milliseconds since 1970 UTC. */
  readonly now?: number;
  /** The chain that the server presented, its own certificate first. */
  readonly chain?: readonly CertFacts[];
  /** What the configured CA file holds; undefined: none configured. */
  readonly ca?: PemFacts;
  /** What was offered as client certificate; undefined: nothing. */
  readonly clientCertificate?: PemFacts;
  readonly clientKey?: PemFacts;
  readonly passphraseGiven?: boolean;
  readonly usernameSent?: boolean;
  readonly passwordSent?: boolean;
  /** As OpenSSL writes it: `TLSv1.3`. */
  readonly tlsVersion?: string;
  /** After no common version was found: what the server speaks of those that are retired. */
  readonly retiredVersion?: string;
  /** What the port answers to a plain CONNECT. */
  readonly plainAnswer?: PlainAnswer;
  /** The port answers after a header of the PROXY protocol, and not without. */
  readonly expectsProxy?: boolean;
  /** A plaintext port answers a TLS handshake. */
  readonly speaksTls?: boolean;
  /** The addresses that a connection was tried to. */
  readonly addresses?: readonly string[];
  /** Path of a file at hand whose authority vouches for the chain. */
  readonly authorityFile?: string;
  /** Of the round trip that failed. */
  readonly qos?: 0 | 1 | 2;
  /** The broker had granted the subscription before the failure. */
  readonly subscribed?: boolean;
}

export type PlainAnswer = 'mqtt' | 'tls' | 'http' | 'other' | 'closed' | 'silent';
