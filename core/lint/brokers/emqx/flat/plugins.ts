import type { Authenticator, Outgoing, PasswordHashing, TokenCheck } from '../../../model';
import type { Entry } from '../../../tree';
import { STRENGTH } from '../password-hashing';
import { reachOf } from '../peers';
import { isTemplated } from '../references';
import { isOn, keySpan, setting, spanOf, textOf, type View } from './view';

/** Databases and web services that the plugins of 4.x ask about clients. */
export function pluginConnections(view: View): Outgoing[] {
  const servers = ['mysql', 'pgsql', 'mongo', 'redis', 'ldap'].flatMap((plugin) => {
    const option = plugin === 'ldap' ? 'servers' : 'server';
    const entry = view.options.get(`auth.${plugin}.${option}`);
    return entry ? connection(view, entry, `auth.${plugin}`, isOn(view, `auth.${plugin}.ssl`)) : [];
  });
  const requests = ['auth_req', 'acl_req', 'super_req'].flatMap((request) => {
    const entry = view.options.get(`auth.http.${request}.url`);
    const secure = /^https:/i.test(textOf(view, `auth.http.${request}.url`) ?? '');
    return entry ? connection(view, entry, 'auth.http', secure) : [];
  });
  return [...servers, ...requests];
}

const ADMINISTRATORS = /^(?:root|postgres|admin|sa)$/i;

function connection(view: View, entry: Entry, plugin: string, secure: boolean): Outgoing[] {
  const text = textOf(view, entry.path.join('.')) ?? '';
  const match = /^(?:[a-z]+:\/\/)?(\[[^\]]+\]|[^:/,\s]+)(?::(\d+))?/i.exec(text);
  if (!match || isTemplated(text) || isTemplated(textOf(view, `${plugin}.ssl`) ?? '')) return [];
  const [, host = '', port] = match;
  const at = spanOf(view, entry);
  const user = view.options.get(`${plugin}.username`);
  const isDatabase = /\.(?:mysql|pgsql|mongo)$/.test(plugin);
  return [
    {
      label: entry.path.join('.'),
      at,
      port: setting(view, '', port === undefined ? undefined : Number(port), at),
      exposure: reachOf(host),
      tls: clientTls(view, plugin, entry, secure),
      carries: 'logins',
      ...(user && isDatabase
        ? {
            account: setting(
              view,
              `${plugin}.username`,
              ADMINISTRATORS.test(textOf(view, `${plugin}.username`) ?? ''),
              at,
            ),
          }
        : {}),
    },
  ];
}

/** The files of such a connection are no part of the checks: which of its options count differs from release to release. */
function clientTls(view: View, plugin: string, entry: Entry, active: boolean): Outgoing['tls'] {
  const at = keySpan(view, entry);
  const none = setting<undefined>(view, '', undefined, at);
  const verify = view.options.get(`${plugin}.ssl.verify`);
  const word = textOf(view, `${plugin}.ssl.verify`) ?? '';
  return {
    active,
    intended: undefined,
    certificate: none,
    privateKey: none,
    ca: none,
    versions: { ...setting(view, '', ['tlsv1.2', 'tlsv1.3'] as const, at), items: [] },
    ciphers: [],
    ...(active && verify
      ? {
          checksPeer: setting(
            view,
            `${plugin}.ssl.verify`,
            /^(?:true|verify_peer)$/.test(word) || isTemplated(word),
            at,
          ),
        }
      : {}),
  };
}

/** How the plugins prove who a client is. */
export function pluginAuthenticators(view: View): Authenticator[] {
  const hashed = ['mysql', 'pgsql', 'mongo', 'redis', 'mnesia'].flatMap((plugin): Authenticator[] => {
    const key = plugin === 'mongo' ? 'auth.mongo.auth_query.password_hash' : `auth.${plugin}.password_hash`;
    const entry = view.options.get(key);
    const hash = entry && hashing(view, entry, plugin);
    return entry && hash ? [{ ...base(view, entry, plugin), hash }] : [];
  });
  return [...hashed, ...token(view), ...request(view)];
}

function base(view: View, entry: Entry, plugin: string): Authenticator {
  return { label: `auth.${plugin}`, at: keySpan(view, entry), chain: plugin, kind: plugin };
}

/** `sha256`, `salt,sha256`, `pbkdf2,sha256,1000,20`; the built-in database salts by itself. */
function hashing(view: View, entry: Entry, plugin: string): PasswordHashing | undefined {
  const words = (textOf(view, entry.path.join('.')) ?? '').split(/\s*,\s*/);
  const name = words.find((word) => word in STRENGTH);
  const strength = name === undefined ? undefined : STRENGTH[name];
  if (name === undefined || strength === undefined) return undefined;
  // The built-in database of 4.x has nothing slower.
  if (plugin === 'mnesia' && strength === 'single-round') return undefined;
  const at = spanOf(view, entry);
  const salted = plugin === 'mnesia' || words.includes('salt') || strength === 'slow' || strength === 'plain';
  const count = name === 'pbkdf2' ? Number(words[2]) : Number.NaN;
  return {
    at,
    name,
    strength,
    unsalted: salted ? undefined : at,
    rounds: Number.isInteger(count) ? { at, option: 'password_hash', count, least: 100_000 } : undefined,
    weakDigest: name === 'pbkdf2' && /^(?:md4|md5|ripemd160|sha)$/.test(words[1] ?? '') ? at : undefined,
  };
}

const KNOWN_SECRETS = new Set(['emqxsecret', 'secret', 'public', 'changeme', 'emqx', 'password']);

function token(view: View): Authenticator[] {
  const key = ['secret', 'pubkey', 'jwks'].flatMap((name) => view.options.get(`auth.jwt.${name}`) ?? [])[0];
  if (!key) return [];
  const at = keySpan(view, key);
  return [
    {
      ...base(view, key, 'jwt'),
      token: {
        secret: tokenSecret(view),
        bindsClient: bound(view, key),
        example: 'auth.jwt.verify_claims = on, auth.jwt.verify_claims.username = %u',
        endsWithToken: setting(view, '', true, at),
      },
    },
  ];
}

function tokenSecret(view: View): TokenCheck['secret'] {
  const entry = view.options.get('auth.jwt.secret');
  const text = textOf(view, 'auth.jwt.secret');
  if (!entry || text === undefined || isTemplated(text)) return undefined;
  return {
    at: spanOf(view, entry),
    length: new TextEncoder().encode(text).length,
    known: KNOWN_SECRETS.has(text.toLowerCase()),
  };
}

/** Claims are compared only where that is switched on. */
function bound(view: View, key: Entry): TokenCheck['bindsClient'] {
  const option = 'auth.jwt.verify_claims';
  if (isTemplated(textOf(view, option) ?? '')) return undefined;
  const claims = [...view.options.keys()].filter((name) => name.startsWith(`${option}.`));
  const binds = isOn(view, option) && claims.some((name) => /%[uc]/.test(textOf(view, name) ?? ''));
  return setting(view, option, binds, keySpan(view, key));
}

function request(view: View): Authenticator[] {
  const entry = view.options.get('auth.http.auth_req.url');
  if (!entry) return [];
  const method = view.options.get('auth.http.auth_req.method');
  const asks = textOf(view, 'auth.http.auth_req.method') === 'get';
  const sends = /%P/.test(
    `${textOf(view, 'auth.http.auth_req.params') ?? ''}${textOf(view, 'auth.http.auth_req.url') ?? ''}`,
  );
  return [
    {
      ...base(view, entry, 'http'),
      request: { passwordInUrl: method && asks && sends ? spanOf(view, method) : undefined },
    },
  ];
}
