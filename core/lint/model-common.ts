import type { Message } from '../facts/message';
import type { Setting } from './model';
import type { Administration } from './model-listener';
import type { FileId, Span } from './source';

/** What holds for the broker as a whole. A broker whose folder leaves a part out claims nothing about it. */
export interface BrokerWide {
  readonly limits?: Limits;
  /** Where groups of listeners have limits of their own: what such a group sets, and the defaults. */
  readonly zoneLimits?: readonly Limits[];
  /** Clients that connect again and again are shut out for a while. */
  readonly bansFlapping?: Setting<boolean>;
  /** Clients whose messages pile up, or that take too much memory, are disconnected. */
  readonly endsOverloaded?: Setting<boolean>;
  readonly logging?: Logging;
  readonly persistence?: Persistence;
  readonly clients?: ClientPolicy;
  readonly administration?: Administration;
  /** The account that the broker runs as. */
  readonly account?: Setting<string>;
  /** Seconds between two updates of the broker's own status topics; 0: none. */
  readonly statusInterval?: Setting<number>;
  /** Files and directories that the broker itself writes. */
  readonly written?: readonly WrittenPath[];
  /** Where the broker writes its memory when it crashes. */
  readonly crashDump?: WrittenPath;
  readonly plugins?: PluginSet;
  /** The line of releases, where it gets no more updates. */
  readonly endOfLife?: EndOfLife;
  /** Secrets that stand in the configuration as they are; placeholders are none. */
  readonly secrets?: readonly Secret[];
  /** Name servers that are asked while the broker runs. */
  readonly nameServers?: readonly NameServer[];
  /** Weaknesses that this version is known to have and a later one has not. */
  readonly advisories?: readonly Advisory[];
  /** POSIX permission bits of the configuration files, where the host knows them. */
  readonly fileModes?: ReadonlyMap<FileId, number>;
}

/** What one client, or all of them, may take up. Undefined as a value: no limit. */
export interface Limits {
  /** Bytes of one MQTT packet; without a limit the 256 MiB of the protocol. */
  readonly packetSize: Setting<number | undefined>;
  /** Bytes of one payload, where the broker limits it apart from the packet. */
  readonly payloadSize: Setting<number | undefined>;
  /** Connections over all listeners. */
  readonly connections: Setting<number | undefined>;
  readonly inflightMessages: Setting<number | undefined>;
  readonly queuedMessages: Setting<number | undefined>;
  readonly queuedBytes: Setting<number | undefined>;
  /** Messages of QoS 0 are queued too while a client is away. */
  readonly queuesQos0: Setting<boolean>;
  /** Bytes of memory of the broker. */
  readonly memory: Setting<number | undefined>;
  /** Seconds of keepalive that a client may ask for. */
  readonly keepalive: Setting<number | undefined>;
  /** How long the session of a client that stays away is kept, in the broker's own notation. */
  readonly sessionExpiry: Setting<string | undefined>;
  /** Subscriptions of one client; absent: the broker has no such limit. */
  readonly subscriptions?: Setting<number | undefined>;
}

export interface Logging {
  /** The line that switches all logging off, where no later one switches it on again. */
  readonly silenced: Span | undefined;
  /** Lines that ask for the topics and client ids of everything that happens. */
  readonly verbose: readonly Span[];
  /** The line that publishes the log to clients. */
  readonly published: Span | undefined;
  /** The log goes to a file or a stream that adds no time of its own. */
  readonly unstamped: boolean;
  readonly timestamps: Setting<boolean>;
  /** Connects and disconnects are logged. */
  readonly connections: Setting<boolean>;
  /** Logs in plain text whose entries keep the line breaks of what clients send. */
  readonly multiline?: readonly Setting<boolean>[];
  /** Log files that are never begun anew, however large. */
  readonly unlimited?: readonly Setting<boolean>[];
}

export interface Persistence {
  readonly enabled: Setting<boolean>;
  readonly directory: Setting<string | undefined>;
  /** Seconds between two saves; 0: only when the broker ends. */
  readonly saveInterval: Setting<number>;
}

/** What the broker asks of clients and lets them do, wherever they connect. */
export interface ClientPolicy {
  /** Before a retained message is delivered, its publisher's permission is checked again. */
  readonly checksRetainedSource: Setting<boolean>;
  /** Plugins never see names that hold wildcards. */
  readonly refusesWildcardNames: Setting<boolean>;
  /** Clients may leave their id to the broker. */
  readonly allowsEmptyIds: Setting<boolean>;
  /** Start that ids must have. */
  readonly idPrefixes: Setting<string | undefined>;
  /** The broker answers administrative requests that come as messages. */
  readonly controlApi: Setting<boolean>;
}

export interface WrittenPath {
  readonly option: string;
  readonly path: string;
  readonly at: Span;
}

/** Extensions that run inside the broker, with all that it may do. */
export interface PluginSet {
  readonly at: Span;
  readonly directory: WrittenPath | undefined;
  /** The configuration says which of them run; otherwise whoever administers the broker does. */
  readonly listed: boolean;
}

export interface EndOfLife {
  readonly at: Span;
  /** As a person would say it: `4.x`. */
  readonly line: string;
  /** The front ends can rewrite this file for the line that follows. */
  readonly translatable: boolean;
}

export interface Secret {
  readonly option: string;
  readonly at: Span;
}

export interface NameServer {
  readonly at: Span;
  readonly address: string;
}

export interface Advisory {
  /** First version without the weakness. */
  readonly fixedIn: string;
  /** CVE numbers or what it is. */
  readonly name: string;
  readonly summary: Message;
}
