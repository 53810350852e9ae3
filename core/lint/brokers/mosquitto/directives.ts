import type { Message } from '../../../facts/message';
import type { FileRole } from '../../model';
import { BRIDGE } from './directives/bridge';
import { GLOBAL } from './directives/global';
import { LISTENER } from './directives/listener';
import { LISTENER_TLS } from './directives/listener-tls';
import { REMOVED } from './directives/removed';
import { SECURITY } from './directives/security';
import { atLeast, type ByVersion } from './version';

/**
 * How the broker reads the value. `string` and its kin take the rest of the line, trimmed; `boolean`, `integer` and
 * `word` take the first word and ignore the rest; `raw` takes the rest untrimmed.
 */
export type ValueType =
  | 'boolean'
  | 'integer'
  | 'word'
  | 'name'
  | 'string'
  | 'path'
  | 'ciphers'
  | 'ciphers-tls1.3'
  | 'tls-version'
  | 'raw-path'
  | 'raw-word'
  | 'listener'
  | 'address'
  | 'topic'
  | 'restart-timeout'
  | 'duration'
  | 'log-dest'
  | 'plugin'
  | 'plugin-load'
  | 'plugin-option'
  | 'protocol-versions'
  | 'tcp-keepalive'
  | 'ignored';

export type Scope = 'global' | 'security' | 'listener' | 'plugin' | 'bridge';

export interface Limits {
  readonly min?: number;
  readonly max?: number;
  /** A value outside stops the broker; otherwise it is quietly moved to the limit. Both sides unless named. */
  readonly refused?: boolean | 'below' | 'above';
}

export interface Word {
  readonly text: string;
  readonly since?: string;
  readonly until?: string;
}

/** What a SIGHUP does, from the code of each version (the man page differs in places). */
export type Reload = 'applied' | 'ignored' | 'checked' | 'new-connections' | 'content' | 'bridge';

/** `sticks`: once true, it stays true. */
export type Repetition = 'fatal' | 'last' | 'adds' | 'sticks';

export interface Directive {
  readonly name: string;
  readonly type: ValueType;
  readonly scope: Scope;
  readonly doc: Message;
  /** First version that knows it; absent: older than 1.4. */
  readonly since?: string;
  /** First version that takes it for an unknown variable and stops. */
  readonly removed?: string;
  /** First version that accepts it without effect. */
  readonly ignored?: string;
  readonly deprecated?: string;
  readonly replacement?: string;
  readonly defaults?: ByVersion<string>;
  readonly limits?: ByVersion<Limits>;
  readonly words?: readonly Word[];
  readonly maxLength?: { readonly since: string; readonly bytes: number };
  /** A second occurrence in the same scope, where the type alone does not tell. */
  readonly again?: Repetition | ByVersion<Repetition>;
  /** Placed without a listener above it, it opens the default listener on port 1883. */
  readonly opens?: true;
  /** First version that stops where no listener stands above it in the file. */
  readonly needsListener?: string;
  /** As `needsListener`, and the default listener does not count. */
  readonly needsNamedListener?: true;
  readonly reload?: ByVersion<Reload>;
  readonly role?: FileRole;
  /** The value must not be shown. */
  readonly secret?: true;
  /** TLS is what it is about. */
  readonly tls?: true;
}

/** Other spellings the broker takes for the same option. */
export interface Alias {
  readonly name: string;
  readonly of: string;
  /** First version that knows the proper name; older ones need the alias. Absent: both are equally good. */
  readonly outdated?: string;
}

export const DIRECTIVES: readonly Directive[] = [
  ...GLOBAL,
  ...LISTENER,
  ...LISTENER_TLS,
  ...SECURITY,
  ...BRIDGE,
  ...REMOVED,
];

export const ALIASES: readonly Alias[] = [
  { name: 'addresses', of: 'address' },
  { name: 'auth_opt_', of: 'plugin_opt_', outdated: '2.0.0' },
  { name: 'auth_plugin', of: 'plugin', outdated: '2.0.0' },
  { name: 'clientid', of: 'remote_clientid', outdated: '1.4.0' },
  { name: 'maximum_qos', of: 'max_qos', outdated: '2.0.0' },
  { name: 'password', of: 'remote_password', outdated: '1.4.0' },
  { name: 'retained_persistence', of: 'persistence', outdated: '1.0.0' },
  { name: 'username', of: 'remote_username', outdated: '1.4.0' },
];

export interface Found {
  readonly directive: Directive;
  readonly alias: Alias | undefined;
}

const ALIAS_BY_NAME: ReadonlyMap<string, Alias> = new Map(ALIASES.map((alias) => [alias.name, alias]));
const BY_NAME: ReadonlyMap<string, Found> = new Map([
  ...DIRECTIVES.map((directive) => [directive.name, { directive, alias: ALIAS_BY_NAME.get(directive.name) }] as const),
  ...ALIASES.flatMap((alias) => {
    const directive = DIRECTIVES.find(({ name }) => name === alias.of);
    return directive ? [[alias.name, { directive, alias }] as const] : [];
  }),
]);

/** What a name in the text means; the names of plugin options are prefixes. */
export function findDirective(name: string): Found | undefined {
  const known = BY_NAME.get(name);
  if (known) return known;
  if (name.startsWith('plugin_opt_')) return BY_NAME.get('plugin_opt_');
  return name.startsWith('auth_opt_') ? BY_NAME.get('auth_opt_') : undefined;
}

/** Whether the broker of that version knows the name. An alias may be older than what it stands for. */
export function isAvailable({ directive, alias }: Found, version: string): boolean {
  if (directive.removed !== undefined && atLeast(version, directive.removed)) return false;
  return alias !== undefined || directive.since === undefined || atLeast(version, directive.since);
}

/** Names that a version knows, proper spellings only. */
export function namesIn(version: string): string[] {
  return DIRECTIVES.filter((directive) => isAvailable({ directive, alias: undefined }, version)).map(
    ({ name }) => name,
  );
}

/** Read by the broker's string rule: trimmed, UTF-8 without control characters. */
export function isString(type: ValueType): boolean {
  return ['string', 'path', 'ciphers', 'ciphers-tls1.3', 'tls-version'].includes(type);
}

/** What a second occurrence in the same scope does. */
export function repetition({ type, again }: Directive, version: string): Repetition {
  if (typeof again === 'string') return again;
  let result: Repetition = isString(type) ? 'fatal' : 'last';
  for (const [since, value] of again ?? []) if (atLeast(version, since)) result = value;
  return result;
}
