import type { CipherSuite } from '../facts/cipher-suites';
import type { TlsVersion } from '../facts/tls';
import type { Broker } from './broker';
import type { Overridden } from './effective';
import type { Draft } from './finding';
import type { FileFacts } from './host';
import type { LoadedInclude, Unreadable } from './load';
import type { AccessFacts, UpstreamUse } from './model-access';
import type { BrokerWide } from './model-common';
import type { AccessFiles, FileRole, NamedFileFacts } from './model-files';
import type { Junction, Upstream } from './model-junction';
import type { LanguageRule } from './model-language';
import type { HandshakeFacts, ListenerReach, ProxyHeader, Web } from './model-listener';
import type { NamedFile } from './named-files';
import type { SiblingKey } from './sibling-keys';
import type { Edit, FileId, Span } from './source';
import type { Tree } from './tree';

export type * from './model-access';
export type * from './model-common';
export type * from './model-files';
export type * from './model-junction';
export type * from './model-language';
export type * from './model-listener';
export type { NamedFile } from './named-files';

/** What the configuration means, whatever the broker. Rules read nothing else. */
export interface Model extends BrokerModel {
  readonly includes: readonly LoadedInclude[];
  /** Why the root file could not be read at all; the rest of the model is empty then. */
  readonly unreadable: Unreadable | undefined;
  /** Texts that the configuration names and that were read. */
  readonly namedFiles?: readonly NamedFile[];
  /** Where this configuration and others that are known at the same time meet. Absent: nowhere. */
  readonly junctions?: readonly Junction[];
}

/** The part of the model that a broker's folder makes from the trees. */
export interface BrokerModel extends BrokerWide, NamedFileFacts, AccessFacts {
  readonly broker: Broker;
  /** Exact version whose behaviour is modelled. */
  readonly version: string;
  /** True where the user named no version: messages then say so where versions differ. */
  readonly versionAssumed: boolean;
  readonly root: FileId;
  readonly trees: readonly Tree[];
  /** The file is one piece of a configuration (an include, a fragment): nothing may be concluded from what it lacks. */
  readonly fragment: boolean;
  /** Milliseconds since 1970 UTC; the engine has no clock of its own. */
  readonly now: number;
  /** Certificates that end within this many days are `expiring`. */
  readonly expiryDays: number;
  readonly listeners: readonly Listener[];
  readonly outgoing: readonly Outgoing[];
  /** Of a proxy: where it leads to. Absent: the configuration is that of a broker. */
  readonly upstreams?: readonly Upstream[];
  readonly references: readonly FileReference[];
  /** Values that a file read later, or the environment, takes the place of. Absent: not known. */
  readonly overridden?: readonly Overridden[];
  /** What the broker's own reading of the text finds wrong, by the rule that reports it. */
  readonly language: Readonly<Record<LanguageRule, readonly Draft[]>>;
}

/** One idea of the model as the user's text expresses it. */
export interface Setting<T> {
  /** Effective value, default of the version included. */
  readonly value: T;
  /** Where to point: the value; for a default, the block or line that inherits it. */
  readonly span: Span;
  /** Written by the user? */
  readonly explicit: boolean;
  /** The edit in the user's own syntax; empty where no safe edit is known. Never guesses. */
  set(value: T): readonly Edit[];
}

export interface Listener extends ListenerReach {
  /** As a person would say it: `listener 8883`, `listeners.ssl.default`. */
  readonly label: string;
  /** Its heading: the `listener` line, the key of the block; for an implicit one, what brought it about. */
  readonly at: Span;
  /** Opened by the broker although the file names no such listener. */
  readonly implicit: boolean;
  /** `other`: what a gateway translates to MQTT, such as CoAP. */
  readonly protocol: 'mqtt' | 'websockets' | 'quic' | 'http' | 'other';
  readonly enabled: boolean;
  /** 0 for a Unix socket; undefined where it cannot be read. */
  readonly port: Setting<number | undefined>;
  /** As written; undefined: none given, all interfaces. */
  readonly address: Setting<string | undefined>;
  /** `unknown`: the address is filled in later, or cannot be read. */
  readonly exposure: 'loopback' | 'private' | 'public' | 'unix-socket' | 'unknown';
  /** Takes the PROXY protocol: something stands in front, perhaps ending TLS. */
  readonly proxied: boolean;
  readonly tls: ServerTls;
  readonly anonymous: Setting<boolean>;
  /** Where other ways to authenticate are set up for this listener (password file, plugin, chain, certificates). */
  readonly authentication: readonly Span[];
  /** The broker also takes authenticators that are set up elsewhere, so that their absence here proves little. */
  readonly authenticationElsewhere?: boolean;
  /** Where it is said what clients of this listener may do (access list, plugin); absent: the broker tells nothing. */
  readonly authorization?: readonly Span[];
  /** Files of the listener's own or of all listeners; absent: the broker has none, or none that counts here. */
  readonly accessFiles?: AccessFiles;
  /** The broker takes any user name, for nothing checks the password. */
  readonly unchecked?: boolean;
  /** Lines that demand a password of clients and that the broker does not heed on this listener. */
  readonly unheeded?: readonly Span[];
  /** Most clients at a time; undefined as a value: no limit. 0 is what is written, and may stand for no limit too. */
  readonly connections?: Setting<number | undefined>;
  /** `http`: whoever gets in changes the broker, and does not only look at it. */
  readonly administers?: boolean;
  /** Put in front of every topic of the listener. */
  readonly mountPoint?: Setting<string | undefined>;
  readonly proxy?: ProxyHeader;
  readonly web?: Web;
}

interface Tls {
  /** The version in question really speaks TLS here. */
  readonly active: boolean;
  /** First option that shows that TLS is meant; undefined where nothing does. */
  readonly intended: Span | undefined;
  readonly certificate: Setting<FileReference | undefined>;
  readonly privateKey: Setting<FileReference | undefined>;
  readonly ca: Setting<FileReference | undefined>;
  readonly versions: VersionSetting;
  readonly ciphers: readonly CipherList[];
  /** OpenSSL's names of the suites up to TLS 1.2; undefined as a value: the broker's own choice. */
  readonly suites?: Setting<readonly string[] | undefined>;
}

export interface ServerTls extends Tls, HandshakeFacts {
  /** Names of options without which TLS stays off, in this broker's spelling; empty where nothing is missing. */
  readonly missing: readonly string[];
  /** The broker refuses such a half configuration instead of serving plaintext. */
  readonly incompleteIsFatal: boolean;
  /** The edit that adds what is missing; absent where none is known. */
  complete?(): readonly Edit[];
  /** The last version that served plaintext for such a half configuration; absent: none did. */
  readonly plaintextUpTo?: string;
  readonly clientCertificate: Setting<'none' | 'optional' | 'required'>;
  /** What asks for client certificates though TLS or verification is off, so that it has no effect or is refused. */
  readonly contradiction: Draft | undefined;
  /** Revoked client certificates. */
  readonly revocation?: Setting<FileReference | undefined>;
  /** The user name comes from the client certificate or the pre-shared key's identity: option by option. */
  readonly identity?: readonly Setting<boolean>[];
  /** The dates of client certificates are looked at. */
  readonly checksDates?: Setting<boolean>;
  readonly preShared?: PreSharedKeys;
  /** Options of the retired engine interface of OpenSSL. */
  readonly engine?: readonly Span[];
}

/** TLS with pre-shared keys on a listener. */
export interface PreSharedKeys {
  readonly at: Span;
  /** Where the keys come from: a file or a plugin. */
  readonly sources: readonly Span[];
  /** With them this version cannot speak TLS 1.3. */
  readonly excludesTls13: boolean;
}

/** A connection the broker makes: a bridge, a connector. */
export interface Outgoing extends UpstreamUse {
  readonly label: string;
  readonly at: Span;
  readonly port: Setting<number | undefined>;
  readonly exposure: 'loopback' | 'private' | 'public';
  readonly tls: ClientTls;
  readonly bridge?: Bridge;
}

export interface ClientTls extends Tls {
  /** The option without which the others do not switch TLS on, as it is written; absent: the authority does. */
  readonly switchedOnBy?: string;
  /** The name in the peer's certificate, or the whole certificate, is checked. */
  readonly checksPeer?: Setting<boolean>;
}

/** What a connection to another MQTT broker carries and how it logs in there. */
export interface Bridge {
  /** As written, port included. */
  readonly peers: readonly string[];
  readonly userName: Setting<string | undefined>;
  readonly password: Setting<string | undefined>;
  readonly clientId: Setting<string | undefined>;
  readonly packetSize: Setting<number | undefined> | undefined;
  /** Finds out whether the peer knows bridges, so that messages do not come back. */
  readonly marksItself: Setting<boolean>;
  readonly topics: readonly BridgedTopic[];
}

export interface BridgedTopic {
  readonly at: Span;
  readonly pattern: string;
  readonly direction: 'out' | 'in' | 'both';
  /** Its topics get another place here or there. */
  readonly remapped: boolean;
}

/** Enabled protocol versions. */
export interface VersionSetting extends Setting<readonly TlsVersion[]> {
  /** Each version as written; `version` undefined where the word means none. */
  readonly items: readonly VersionItem[];
  /** The word means this one version and no newer one, though newer ones are known. */
  readonly exact?: boolean;
}

export interface VersionItem {
  readonly text: string;
  readonly at: Span;
  readonly version: TlsVersion | undefined;
  /** The broker refuses to start because of this word. Absent: it does where a listener has TLS on. */
  readonly refused?: boolean;
}

/** One list of suites as written. Absent lists are not in the model. */
export interface CipherList {
  readonly at: Span;
  /** Name of the option, for messages. */
  readonly option: string;
  /** Which protocol versions the option governs. */
  readonly covers: readonly TlsVersion[];
  readonly members: readonly CipherMember[];
  /** The broker refuses to start: nothing usable is left. */
  readonly refused: boolean;
  /** Where the list names no suite of TLS 1.3, the broker adds its own. */
  readonly addsTls13?: boolean;
  /** The edit that leaves the choice to the broker; absent where none is known. */
  remove?(): readonly Edit[];
  /** The list is one that the broker is delivered with; `keep` leaves only these names in it. */
  readonly shipped?: { keep(names: readonly string[]): readonly Edit[] };
}

export interface CipherMember {
  readonly text: string;
  readonly at: Span;
  /** `selector`: names a group (`HIGH`, `kRSA`); `exclusion`: starts with `!` or `-`; `command`: starts with `@` or `+`. */
  readonly role: 'suite' | 'selector' | 'exclusion' | 'command' | 'unknown';
  /** What the member switches on; empty for exclusions, commands and unknown words. */
  readonly suites: readonly CipherSuite[];
  /** The broker refuses to start because of this member. */
  readonly refused: boolean;
  /** The nearest spelling that the broker would understand. */
  readonly nearest: string | undefined;
  remove(): readonly Edit[];
  rename(to: string): readonly Edit[];
}

/** A path in the configuration and, after loading, what is there. */
export interface FileReference {
  readonly role: FileRole;
  /** Option name, for messages. */
  readonly option: string;
  /** As the broker reads it. */
  readonly path: string;
  readonly at: Span;
  /** The broker refuses to start where the file is missing or unusable. */
  readonly fatal: boolean;
  /** Cannot be resolved here: holds a placeholder such as `${EMQX_ETC_DIR}` or `{{ … }}`. */
  readonly templated: boolean;
  /** Under this path the broker's package puts a file whose key is public. */
  readonly packaged?: boolean;
  /** The broker refuses the file where its name is a symbolic link. */
  readonly refusesLinks?: true;
  /** The user wrote no path: the broker looks there by itself. */
  readonly implied?: true;
  /** Delivered readable by everybody, and the broker does not mind. */
  readonly mayBeRead?: true;
  /** Set by the loader; undefined before loading and for templated paths. */
  readonly target?: {
    readonly file: FileId;
    readonly facts: FileFacts;
    /** Private keys in the same folder, looked for where key and certificate do not belong together. */
    readonly siblings?: readonly SiblingKey[];
  };
}
