import type { Setting } from './model';
import type { ProxyVersion } from './model-junction';
import type { Edit, Span } from './source';

/** Who reaches a listener and how fast. A broker whose folder leaves a part out claims nothing about it. */
export interface ListenerReach {
  /** Absent: TCP. */
  readonly transport?: 'tcp' | 'udp';
  /** Which addresses may connect, by rules in reading order. */
  readonly addressRules?: AddressRules;
  /** The PROXY headers one of which every connection must begin with; empty: none may. Absent: that cannot be told. */
  readonly proxyVersions?: Setting<readonly ProxyVersion[]>;
  /** What is not asked about clients of this listener, though the broker has it. */
  readonly bypasses?: readonly Bypass[];
  /** New connections in a time, in the broker's own notation; undefined as a value: no limit. */
  readonly connectionRate?: Setting<string | undefined>;
  /** Messages, or bytes, that one client may send in a time, in the broker's own notation; undefined as a value: no limit. */
  readonly messageRate?: Setting<string | undefined>;
  /** Rules on addresses that the broker never asks on a listener of this kind. */
  readonly unaskedAddressRules?: Span;
  /** The broker has rules on addresses, and nobody wrote any here. */
  readonly lacksAddressRules?: boolean;
  /** Who gives no user name is refused before anybody is asked. Absent: that would refuse others too. */
  readonly refusesNameless?: Setting<boolean>;
  /** Seconds that a connection may be silent before it is cut; undefined as a value: no limit, or not to be read. */
  readonly idleTimeout?: Setting<number | undefined>;
  /** The option that limits `connections`, in the broker's own spelling; absent: `max_connections`. */
  readonly connectionsOption?: string;
  /** Other nodes of the cluster connect, and no clients. */
  readonly betweenNodes?: NodeLink;
  /** The edit that closes a listener which the broker opens by itself. */
  close?(): readonly Edit[];
}

export interface NodeLink {
  /** The configuration that is read along says that nodes talk to each other this way; false: none is known. */
  readonly inUse: boolean;
}

export interface Bypass {
  readonly at: Span;
  readonly what: 'authentication' | 'authorization';
}

export interface AddressRules {
  readonly at: Span;
  readonly rules: readonly AddressRule[];
  /** The edit that refuses every address which no rule allows; empty where none is known. */
  refuseOthers(): readonly Edit[];
}

export interface AddressRule {
  readonly permission: 'allow' | 'deny';
  /** Undefined: every address. */
  readonly range: string | undefined;
}

/** The PROXY protocol on a listener. */
export interface ProxyHeader {
  readonly version: Setting<number>;
  /** Clients that reached the proxy without TLS are refused; undefined where the version cannot tell. */
  readonly demandsTls: Setting<boolean> | undefined;
}

/** What a listener does for web browsers. */
export interface Web {
  /** Directory of files that it serves. */
  readonly root: Setting<string | undefined>;
  /** Origins of pages that may connect; undefined as a value: every page. Undefined where the version cannot tell them apart. */
  readonly origins: Setting<readonly string[] | undefined> | undefined;
  /** The header of a request whose address the broker takes for the client's own. */
  readonly clientAddressHeader?: Setting<string | undefined>;
}

/** How a server conducts TLS handshakes. A broker whose folder leaves a part out claims nothing about it. */
export interface HandshakeFacts {
  readonly handshake?: Handshake;
  readonly stapling?: Stapling;
  /** Sessions resumed with tickets: their keys are changed while the broker runs, or last until it starts anew. */
  readonly tickets?: Setting<'off' | 'rotated' | 'lasting'>;
  /** A file to which the secrets of TLS sessions are written. */
  readonly keyLog?: KeyLog;
  /** A client without a certificate keeps the name that it gives itself, where names come from certificates. */
  readonly keepsGivenNames?: boolean;
}

export interface Handshake {
  /** The broker's order of cipher suites decides, not the client's. */
  readonly serverOrder: Setting<boolean>;
  /** Renegotiation as of RFC 5746 only. */
  readonly secureRenegotiation: Setting<boolean>;
  /** Clients may start a renegotiation (TLS 1.2 and older). */
  readonly clientRenegotiation: Setting<boolean>;
  /** Seconds that a handshake may take; undefined as a value: no limit, or not to be read. */
  readonly timeout: Setting<number | undefined>;
  /** Certificates between a client's own and the authority. */
  readonly depth: Setting<number | undefined>;
  /** An intermediate authority is trusted without the one above it; `rotation`: while one authority follows another. */
  readonly partialChain: Setting<'no' | 'rotation' | 'yes'>;
  /** Purposes (extended key usage) that a client's certificate must have; undefined as a value: whatever purpose. */
  readonly purposes: Setting<string | undefined> | undefined;
  /** Parameters for DHE key exchange are given. */
  readonly dhParameters: boolean;
  /** Session tickets that are switched on without the seed from which their keys are made. */
  readonly ticketsWithoutSeed: Span | undefined;
  /** Options that the enabled TLS versions leave no use for, and the versions that they are for. */
  readonly unused: readonly UnusedOption[];
}

export interface UnusedOption {
  readonly at: Span;
  readonly option: string;
  readonly needs: 'TLS 1.2' | 'TLS 1.3';
}

/** The broker fetches a proof that its own certificate is not revoked, and sends it along (OCSP stapling). */
export interface Stapling {
  readonly enabled: Setting<boolean>;
  readonly responder: Setting<string | undefined>;
}

export interface KeyLog {
  readonly at: Span;
  readonly option: string;
  remove(): readonly Edit[];
}

/** The web interface and API for administrators, beside its listeners. */
export interface Administration {
  /** Web pages of other origins may call the API. */
  readonly crossOrigin: Setting<boolean>;
  /** The description of the API is served. */
  readonly describesApi: Setting<boolean>;
  /** What administrators do is written down; absent: the broker cannot tell. */
  readonly audited?: Setting<boolean>;
  /** Ways to sign in with an account of another system, those that are switched on. */
  readonly signOn: readonly SignOn[];
}

export interface SignOn {
  readonly label: string;
  /** Where the other system is asked or described. */
  readonly address: Setting<string | undefined>;
  /** Its answers must be signed; absent: they always are, or the broker cannot tell. */
  readonly signed?: Setting<boolean>;
  /** Whoever ends the sign-in must be the one who began it (PKCE, RFC 7636); absent: the protocol has none. */
  readonly provesBeginner?: Setting<boolean>;
}
