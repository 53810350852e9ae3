import type { Message } from '../facts/message';
import type { Draft } from './finding';
import type { Setting } from './model';
import type { FileId, Span } from './source';

/** What a file is for. `cluster-tls`: how nodes of a cluster talk TLS to each other. */
export type FileRole =
  | 'certificate'
  | 'private-key'
  | 'ca'
  | 'ca-directory'
  | 'crl'
  | 'dh-parameters'
  | 'password-file'
  | 'acl-file'
  | 'psk-file'
  | 'plugin'
  | 'cluster-tls'
  | 'other';

/** What the files say that the configuration names. A broker whose folder leaves a part out claims nothing about it. */
export interface NamedFileFacts {
  readonly accessLists?: readonly AccessList[];
  readonly passwordFiles?: readonly PasswordFile[];
  readonly pskFiles?: readonly PskFile[];
}

/** Who may publish and subscribe to what, as one file says it. */
export interface AccessList {
  readonly file: FileId;
  /** In reading order. */
  readonly rules: readonly AccessRule[];
  /** Headings that begin the rules of one user, in reading order. */
  readonly users: readonly AccessUser[];
  /** The broker reads the list when it starts, and stops where it cannot. */
  readonly opened: boolean;
  /** What the broker's parser refuses or reads otherwise than it looks. */
  readonly problems: readonly Draft[];
  /** Some listener lets clients in without a name; undefined where no configuration tells. */
  readonly anonymousClients: boolean | undefined;
  /** Nobody can take another client's id; undefined where no configuration tells. */
  readonly clientIdsProven: boolean | undefined;
  /** Placeholders for which a name is filled in even if it holds wildcards. Absent: none, or nobody can tell. */
  readonly unguarded?: readonly string[];
  /** Every user that the broker knows by name; undefined where others may be known to plugins or by certificate. */
  readonly knownUsers: ReadonlySet<string> | undefined;
  /** The first rule that matches decides. Absent: all rules count, and a denial wins. */
  readonly firstMatch?: FirstMatch;
}

export interface FirstMatch {
  /** Rules behind one that decides for all their clients and topics. `rules` has only the others. */
  readonly unreached: readonly { readonly at: Span; readonly by: Span }[];
  /** The rule that decides what no other does: everyone, every action, every topic. */
  readonly catchAll?: Setting<'allow' | 'deny'>;
}

export interface AccessUser {
  readonly name: string;
  readonly at: Span;
}

/** `anonymous`: clients without a name only; `everyone`: whoever connects, named or not. */
export type AccessSubject =
  | { readonly kind: 'anonymous' | 'everyone' }
  | { readonly kind: 'user'; readonly name: string }
  /** Whoever meets it: an address, a client id, a combination. `clientId`: a client id that clients choose is all of it. */
  | { readonly kind: 'condition'; readonly local: boolean; readonly clientId?: boolean };

export interface AccessRule {
  readonly subject: AccessSubject;
  readonly permission: 'allow' | 'deny';
  readonly actions: 'read' | 'write' | 'readwrite';
  /** Topic filter as the broker reads it, placeholders included. */
  readonly filter: string;
  /** The filter. */
  readonly at: Span;
  /** The word that begins the rule. */
  readonly keyword: Span;
  /** The user under whose heading the rule stands, though it may hold for everyone. */
  readonly under: string | undefined;
}

/** User names and what proves them. Nothing here holds a password or a hash. */
export interface PasswordFile {
  readonly file: FileId;
  readonly entries: readonly PasswordEntry[];
  /** The broker reads the file when it starts. */
  readonly opened: boolean;
  /** Lines that are no entry. */
  readonly problems: readonly Draft[];
}

export interface PasswordEntry {
  readonly user: string;
  /** The user name. */
  readonly at: Span;
  /** The hash, or what stands in its place. */
  readonly secret: Span;
  readonly hash: PasswordHash;
  /** What the target version makes of it: reads it, drops the user, or refuses to start. */
  readonly fate: 'read' | 'dropped' | 'fatal';
}

export type PasswordHash =
  | { readonly kind: 'plain' | 'argon2' }
  /** A hash of a kind that the broker does not know, such as bcrypt. */
  | { readonly kind: 'foreign'; readonly name: string }
  /** Of a kind that the broker knows, but cut short or otherwise damaged. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'sha512'; readonly saltBytes: number }
  | { readonly kind: 'pbkdf2-sha512'; readonly saltBytes: number; readonly iterations: number };

/** Identities and their pre-shared keys. */
export interface PskFile {
  readonly file: FileId;
  readonly problems: readonly Draft[];
}

/** Files that say who may connect to a listener and what for. */
export interface AccessFiles {
  /** One file for all listeners, which share what is set here. */
  readonly shared: boolean;
  readonly passwords: AccessFile;
  readonly rules: AccessFile;
}

export interface AccessFile {
  readonly path: Setting<string | undefined>;
  /** What such a file is usually called, so that the editor knows it by its name. */
  readonly name: string;
  /** Lines to begin a new file with: they grant nothing, and say how to go on. `path` as the broker reads it. */
  skeleton(path: string): readonly Message[];
}
