import { t } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import {
  account,
  backendTls,
  lineOf,
  optional,
  passwordBased,
  passwordHash,
  pool,
  quoted,
  webRequest,
} from './translate-members';
import { builtIn, ldap, mongo } from './translate-stores';
import { textOf } from './view';
import { type Member, note, placeholders, take, takeTemplate, type Writing } from './writing';

/**
 * The plugins that know the users, as a list of 5.x. An empty list lets everybody in; one over an empty store lets nobody
 * in until its users are made, which is what a file that forbids anonymous clients means without the plugins.
 */
export function authenticators(writing: Writing): void {
  const stores = [mongo(writing), ldap(writing), builtIn(writing)];
  const databases = [database(writing, 'mysql'), database(writing, 'pgsql'), redis(writing)];
  const found = [...databases, ...stores, http(writing), jwt(writing)];
  const list = found.flatMap((members) => (members ? [members] : []));
  if (list.length === 0 && !writing.lines.some((line) => AUTHENTICATES.test(line))) return;
  if (list.length === 0) note(writing, NOBODY);
  const blocks = list.length === 0 ? [EMPTY_STORE] : list;
  writing.lines.push('authentication = [');
  for (const members of blocks) {
    writing.lines.push('  {', ...members.map((member) => `    ${lineOf(writing, member)}`), '  }');
  }
  writing.lines.push(']');
}

const AUTHENTICATES = /\.enable_authn = (?:true|quick_deny_anonymous)$/;
const NOBODY = t('Nobody gets in until users are added here, or the authenticators of the 4.x plugins take its place');
const EMPTY_STORE: readonly Member[] = [
  ['mechanism', 'password_based'],
  ['backend', 'built_in_database'],
  ['user_id_type', 'username'],
];

const STANDARD_DATABASE: Readonly<Record<string, string>> = { mysql: 'mqtt', pgsql: 'mqtt' };

function database(writing: Writing, plugin: 'mysql' | 'pgsql'): Member[] | undefined {
  const at = `auth.${plugin}`;
  const server = take(writing, `${at}.server`);
  const query = take(writing, `${at}.auth_query`);
  if (server === undefined || query === undefined) return undefined;
  return [
    ...passwordBased(plugin === 'mysql' ? 'mysql' : 'postgresql'),
    ['server', quoteText(server)],
    ['database', quoteText(take(writing, `${at}.database`) ?? STANDARD_DATABASE[plugin] ?? '')],
    ...account(writing, at, plugin === 'pgsql'),
    t('5.x wants the columns “password_hash” and, with a salt, “salt”'),
    ['query', quoteText(queryOf(query))],
    ...passwordHash(writing, at),
    ...pool(writing, at),
    ...backendTls(writing, at),
  ];
}

/** `select password from … where username = '%u'` → the column by its new name, and a parameter without quotes. */
function queryOf(query: string): string {
  const unquoted = query.replace(/'(%[cuPaCd])'/g, '$1');
  return placeholders(unquoted).replace(/^(\s*select\s+)password\b(?!\s+as\b)/i, '$1password AS password_hash');
}

function redis(writing: Writing): Member[] | undefined {
  const at = 'auth.redis';
  const server = take(writing, `${at}.server`);
  const command = take(writing, `${at}.auth_cmd`);
  const type = take(writing, `${at}.type`) ?? 'single';
  if (server === undefined || command === undefined || type === 'sentinel') return undefined;
  return [
    ...passwordBased('redis'),
    ['redis_type', type],
    type === 'cluster' ? ['servers', quoteText(server)] : ['server', quoteText(server)],
    ...(type === 'cluster' ? [] : optional('database', take(writing, `${at}.database`))),
    ...optional('password', quoted(take(writing, `${at}.password`))),
    ['cmd', quoteText(placeholders(command))],
    ...passwordHash(writing, at),
    ...pool(writing, at),
    ...backendTls(writing, at),
  ];
}

function http(writing: Writing): Member[] | undefined {
  const request = webRequest(writing, 'auth.http.auth_req', {});
  if (!request) return undefined;
  const answer = '{"result": "allow"}';
  return [
    ...passwordBased('http'),
    t('5.x lets a client in for status 200 with the JSON text {answer}, or for status 204', { answer }),
    ...request,
  ];
}

/** 4.x takes several keys side by side; 5.x one, of which the strongest is taken. */
function jwt(writing: Writing): Member[] | undefined {
  const key = jwtKey(writing);
  if (!key) return undefined;
  const from = take(writing, 'auth.jwt.from');
  return [
    ['mechanism', 'jwt'],
    ['from', from === 'username' ? 'username' : 'password'],
    ...key,
    ...optional('acl_claim_name', quoted(take(writing, 'auth.jwt.acl_claim_name'))),
    ...claims(writing),
  ];
}

function jwtKey(writing: Writing): Member[] | undefined {
  const endpoint = take(writing, 'auth.jwt.jwks');
  if (endpoint !== undefined)
    return [
      ['use_jwks', 'true'],
      ['endpoint', quoteText(endpoint)],
    ];
  const publicKey = take(writing, 'auth.jwt.pubkey');
  const plain: Member = ['use_jwks', 'false'];
  if (publicKey !== undefined) return [plain, ['algorithm', 'public-key'], ['public_key', quoteText(publicKey)]];
  const secret = take(writing, 'auth.jwt.secret');
  return secret === undefined ? undefined : [plain, ['algorithm', 'hmac-based'], ['secret', quoteText(secret)]];
}

/** Without its switch no claim is compared; where a template decides that, all are. */
function claims(writing: Writing): Member[] {
  const on = takeTemplate(writing, 'auth.jwt.verify_claims') || take(writing, 'auth.jwt.verify_claims') !== undefined;
  if (!on || /^(?:off|false)$/.test(textOf(writing.view, 'auth.jwt.verify_claims') ?? '')) return [];
  const pairs = [...writing.view.options.keys()].flatMap((key) => {
    const name = /^auth\.jwt\.verify_claims\.(.+)$/.exec(key)?.[1];
    const text = name === undefined ? undefined : take(writing, key);
    return name === undefined || text === undefined ? [] : [`${quoteText(name)} = ${quoteText(placeholders(text))}`];
  });
  return pairs.length === 0 ? [] : [['verify_claims', `{ ${pairs.join(', ')} }`]];
}
