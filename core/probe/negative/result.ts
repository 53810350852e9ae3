import type { Message } from '../../facts/message';

const NEGATIVE_TESTS = [
  'no-client-certificate',
  'foreign-client-certificate',
  'expired-client-certificate',
  'anonymous',
  'wrong-password',
  'tls1.0',
  'tls1.1',
  'plaintext',
  'forbidden-topic',
] as const;

/** What a broker must refuse. */
export type NegativeTestId = (typeof NEGATIVE_TESTS)[number];

/** How one of them ended. Plain data without secrets: safe to show, log and serialise. */
export interface NegativeResult {
  readonly id: NegativeTestId;
  /** What was tried, e.g. "connect without a client certificate". */
  readonly title: Message;
  /**
   * `refused` is what should happen, `accepted` is a finding; `undecided`: it could not be told apart from a broker that
   * takes nobody; `skipped`: it does not apply, and `detail` says why.
   */
  readonly outcome: 'refused' | 'accepted' | 'undecided' | 'skipped';
  /** How it was refused, what was accepted, or why it was not tried. */
  readonly detail: Message;
  /** What to change; exactly where it was accepted. */
  readonly advice?: Message;
  readonly ms: number;
}

/** Certificates that must not be let in, made by who asks for the test: nothing here can sign. PEM. */
export interface Stranger {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface NegativeOptions {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  readonly signal?: AbortSignal;
  /** A client certificate of an authority that the broker does not know. */
  readonly foreign?: Stranger;
  /** A client certificate of the broker's own authority whose time is over. */
  readonly expired?: Stranger;
  /** A topic that this client must neither read nor write; an empty message is published to it. */
  readonly forbiddenTopic?: string;
}
