import type { Setting } from './model';
import type { NodeLink } from './model-listener';
import type { Span } from './source';

/** Who gets in and what he may do, as far as the configuration itself says it. Absent: nothing is claimed. */
export interface AccessFacts {
  /** Enabled authenticators, chain after chain. */
  readonly authenticators?: readonly Authenticator[];
  readonly policy?: AccessPolicy;
  /** Programs beside the broker that it asks before it lets clients act. */
  readonly hooks?: readonly Hook[];
  readonly cluster?: Cluster;
  /** Passwords and keys of the broker itself whose value everybody knows or guesses. */
  readonly guessable?: readonly GuessableSecret[];
  /** Key derivation with pre-shared keys is switched on for the broker. */
  readonly preSharedKeys?: PreSharedKeySupport;
  /** A file of keys for the API, which are taken over at every start. */
  readonly apiKeyFile?: Span;
  /** Metrics are served; false: whoever reaches the port gets them. */
  readonly metricsNeedLogin?: Setting<boolean>;
}

export interface Authenticator {
  /** As a person would say it: `authentication.1`. */
  readonly label: string;
  readonly at: Span;
  /** The chain it belongs to. */
  readonly chain: string;
  /** Proof and store; two of the same in a chain are one too many. */
  readonly kind: string;
  readonly hash?: PasswordHashing;
  /** File of first users, with their passwords in clear. */
  readonly plainUsers?: Span;
  readonly token?: TokenCheck;
  readonly request?: CredentialRequest;
  /** Where it is asked who may do everything, whatever the access rules say. */
  readonly superusers?: Span;
}

/** How stored passwords are hashed, where the configuration says so. */
export interface PasswordHashing {
  readonly at: Span;
  /** In the broker's own spelling, for messages. */
  readonly name: string;
  readonly strength: 'plain' | 'broken' | 'single-round' | 'slow';
  readonly unsalted: Span | undefined;
  /** Rounds as written, and how many are the least (PBKDF2, SCRAM, bcrypt). */
  readonly rounds: Rounds | undefined;
  /** The digest inside PBKDF2 is broken. */
  readonly weakDigest: Span | undefined;
}

export interface Rounds {
  readonly at: Span;
  readonly option: string;
  readonly count: number;
  readonly least: number;
  /** What the broker makes of the count; absent: it takes it as it is. */
  readonly taken?: number;
}

/** Signed tokens instead of passwords. */
export interface TokenCheck {
  /** The shared key of an HMAC, where it stands in the configuration; `length` in bytes. */
  readonly secret: { readonly at: Span; readonly length: number; readonly known: boolean } | undefined;
  /** A claim of the token is compared with the client's own name; undefined where that cannot be told. */
  readonly bindsClient: Setting<boolean> | undefined;
  /** How the broker writes such a comparison. */
  readonly example: string;
  /** A client is disconnected when its token ends. */
  readonly endsWithToken: Setting<boolean>;
}

/** The broker asks another program over HTTP whether a password is right. */
export interface CredentialRequest {
  /** The method whose parameters stand in the address, with the password among them. */
  readonly passwordInUrl: Span | undefined;
}

export interface AccessPolicy {
  /** What no rule speaks of. */
  readonly unmatchedAllowed: Setting<boolean>;
  /** The list of sources, where it is written and empty. */
  readonly emptySources: Span | undefined;
  /** Clients that do what they may not are disconnected. */
  readonly disconnectsOnDenial: Setting<boolean>;
  /** Seconds that a decision is remembered. */
  readonly cacheSeconds: Setting<number | undefined>;
}

export interface Hook {
  readonly label: string;
  readonly at: Span;
  /** What it is asked is allowed when it does not answer. */
  readonly failsOpen: Setting<boolean>;
}

/** Brokers that act as one. */
export interface Cluster {
  /** Other machines take part, or are meant to. */
  readonly spansMachines: boolean;
  readonly tls: Setting<boolean>;
  /** Calls between the brokers may go on in plaintext although TLS is set up for them. */
  readonly plaintextFallback: Setting<boolean> | undefined;
}

export interface GuessableSecret {
  readonly option: string;
  readonly at: Span;
  /** `published`: the value that every package has; `absent`: none is set, and a published one is taken; `short`. */
  readonly why: 'published' | 'absent' | 'short';
}

export interface PreSharedKeySupport {
  readonly at: Span;
  /** A listener could use them. */
  readonly usable: boolean;
}

/** What a connection that the broker makes is for. */
export interface UpstreamUse {
  /** `logins`: names and passwords of clients, or the word whether they are right. */
  readonly carries?: 'logins';
  /** The account it logs in with may do everything there. */
  readonly account?: Setting<boolean>;
  /** To another node of the cluster. */
  readonly betweenNodes?: NodeLink;
}
