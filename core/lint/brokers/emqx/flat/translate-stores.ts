import { t } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import { backendTls, optional, passwordBased, passwordHash, pool, quoted } from './translate-members';
import { isOn, textOf } from './view';
import { type Member, placeholders, take, type Writing } from './writing';

/** 5.x takes who has such a field for a superuser, unless it is told to look for another one. */
const NOBODY = 'no_superuser';

const MONGO_TYPES: Readonly<Record<string, string>> = { single: 'single', rs: 'rs', sharded: 'sharded' };

export function mongo(writing: Writing): Member[] | undefined {
  const at = 'auth.mongo';
  const query = `${at}.auth_query`;
  const type = MONGO_TYPES[textOf(writing.view, `${at}.type`) ?? 'single'];
  const filter = filterOf(textOf(writing.view, `${query}.selector`) ?? 'username=%u');
  const replicas = textOf(writing.view, `${at}.rs_set_name`);
  if (!type || !filter || (type === 'rs' && replicas === undefined)) return undefined;
  const server = take(writing, `${at}.server`);
  if (server === undefined) return undefined;
  for (const name of [`${at}.type`, `${query}.selector`]) take(writing, name);
  const [hash = 'password', salt] = (take(writing, `${query}.password_field`) ?? 'password').split(/\s*,\s*/);
  return [
    ...passwordBased('mongodb'),
    ['mongo_type', type],
    [type === 'single' ? 'server' : 'servers', quoteText(server)],
    ...(type === 'rs' ? optional('replica_set_name', quoted(take(writing, `${at}.rs_set_name`))) : []),
    ['database', quoteText(take(writing, `${at}.database`) ?? 'mqtt')],
    ['collection', quoteText(take(writing, `${query}.collection`) ?? 'mqtt_user')],
    ['filter', filter],
    ['password_hash_field', quoteText(hash)],
    ...optional('salt_field', quoted(salt)),
    ['is_superuser_field', quoteText(superField(writing))],
    ...optional('username', quoted(take(writing, `${at}.username`) ?? take(writing, `${at}.login`))),
    ...optional('password', quoted(take(writing, `${at}.password`))),
    ...optional('auth_source', quoted(take(writing, `${at}.auth_source`))),
    ...passwordHash(writing, query),
    ...pool(writing, at),
    ...backendTls(writing, at),
  ];
}

/** `username=%u, clientid=%c`. */
function filterOf(selector: string): string | undefined {
  const pairs = selector.split(/\s*,\s*/).map((pair) => /^([\w.]+)\s*=\s*(\S+)$/.exec(pair));
  if (pairs.some((match) => match === null)) return undefined;
  const fields = pairs.map((match) => `${quoteText(match?.[1] ?? '')} = ${quoteText(placeholders(match?.[2] ?? ''))}`);
  return `{ ${fields.join(', ')} }`;
}

/** 4.x asks for superusers in a query of its own; 5.x looks into the document with the password. */
function superField(writing: Writing): string {
  const at = 'auth.mongo.super_query';
  const same = ['collection', 'selector'].every((name) => {
    const own = textOf(writing.view, `${at}.${name}`);
    return own === undefined || own === textOf(writing.view, `auth.mongo.auth_query.${name}`);
  });
  const field = textOf(writing.view, `${at}.super_field`);
  if (!isOn(writing.view, at) || !same || field === undefined) return NOBODY;
  for (const name of [at, `${at}.collection`, `${at}.selector`, `${at}.super_field`]) take(writing, name);
  return field;
}

/** Where each client is an entry below one place; other searches have no one filter in 5.x. */
export function ldap(writing: Writing): Member[] | undefined {
  const at = 'auth.ldap';
  const own = [...writing.view.options.keys()].some((key) => key.startsWith(`${at}.filters.`));
  const base = textOf(writing.view, `${at}.custom_base_dn`);
  if (own || (base !== undefined && base !== STANDARD_BASE)) return undefined;
  const text = (name: string): string | undefined => take(writing, `${at}.${name}`);
  const [server, others] = (textOf(writing.view, `${at}.servers`) ?? '').split(/\s*,\s*/);
  const place = textOf(writing.view, `${at}.device_dn`);
  const user = textOf(writing.view, `${at}.bind_dn`);
  if (!server || others !== undefined || place === undefined || user === undefined) return undefined;
  for (const name of ['servers', 'device_dn', 'bind_dn', 'custom_base_dn']) text(name);
  const port = text('port');
  const kind = text('match_objectclass') ?? 'mqttUser';
  const attribute = text('username.attributetype') ?? 'uid';
  return [
    ...passwordBased('ldap'),
    t('the superuser attribute of 5.x is left out: 4.x has none'),
    ['server', quoteText(port === undefined ? server : `${server}:${port}`)],
    ['username', quoteText(user)],
    ...optional('password', quoted(text('bind_password'))),
    ['base_dn', quoteText(place)],
    ['filter', quoteText(`(&(objectClass=${kind})(${attribute}=\${username}))`)],
    ['method', methodOf(writing)],
    ...pool(writing, at),
    ...backendTls(writing, at),
  ];
}

const STANDARD_BASE = '${username_attr}=${user},${device_dn}';

function methodOf(writing: Writing): string {
  const binds = isOn(writing.view, 'auth.ldap.bind_as_user');
  take(writing, 'auth.ldap.bind_as_user');
  const attribute = take(writing, 'auth.ldap.password.attributetype') ?? 'userPassword';
  if (binds) return '{ type = bind, bind_password = "${password}" }';
  return `{ type = hash, password_attribute = ${quoteText(attribute)}, is_superuser_attribute = ${quoteText(NOBODY)} }`;
}

/** Users of the plugin are in the database of the node, and have to be brought over. */
export function builtIn(writing: Writing): Member[] | undefined {
  const name = textOf(writing.view, 'auth.mnesia.password_hash');
  if (name === undefined || !/^(?:plain|md5|sha|sha256|sha512)$/.test(name)) return undefined;
  if (take(writing, 'auth.mnesia.password_hash') === undefined) return undefined;
  const salt = name === 'plain' ? 'disable' : 'prefix';
  return [
    ...passwordBased('built_in_database'),
    t('the users themselves are imported from a file of hashes'),
    ['user_id_type', 'username'],
    ['password_hash_algorithm', `{ name = ${name}, salt_position = ${salt} }`],
  ];
}
