import { t } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import { isOn, textOf } from './view';
import { type Member, note, placeholders, take, takeTemplate, type Writing } from './writing';

/**
 * The plugins that know the users, as a list of 5.x. An empty list lets everybody in; one over an empty store lets nobody
 * in until its users are made, which is what a file that forbids anonymous clients means without the plugins.
 */
export function authenticators(writing: Writing): void {
  const found = [database(writing, 'mysql'), database(writing, 'pgsql'), redis(writing), http(writing), jwt(writing)];
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

function lineOf({ say }: Writing, member: Member): string {
  return 'template' in member ? `# ${say(member)}` : `${member[0]} = ${member[1]}`;
}

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
    ...backendTls(writing, at),
  ];
}

function http(writing: Writing): Member[] | undefined {
  const at = 'auth.http.auth_req';
  const url = take(writing, `${at}.url`);
  if (url === undefined) return undefined;
  const method = take(writing, `${at}.method`) === 'get' ? 'get' : 'post';
  const pairs = (take(writing, `${at}.params`) ?? '').split(',').flatMap((pair): string[] => {
    const [name = '', ...rest] = pair.split('=');
    const text = placeholders(rest.join('='));
    return name.trim() === '' || /%[a-zA-Z]/.test(text)
      ? []
      : [`${quoteText(name.trim())} = ${quoteText(text.trim())}`];
  });
  return [
    ...passwordBased('http'),
    t('5.x lets a client in for status 200 with the JSON text {answer}, or for status 204', {
      answer: '{"result": "allow"}',
    }),
    ['method', method],
    ['url', quoteText(placeholders(url))],
    ['body', `{ ${pairs.join(', ')} }`],
    ...headers(writing, at, method),
    ...backendTls(writing, 'auth.http', url.startsWith('https:')),
  ];
}

/** A request without a body has no type of it, and 5.x refuses one. */
function headers(writing: Writing, at: string, method: string): Member[] {
  const pairs = [...writing.view.options.keys()].flatMap((key) => {
    const name = key.startsWith(`${at}.headers.`) ? key.slice(at.length + '.headers.'.length) : undefined;
    const text = name === undefined ? undefined : take(writing, key);
    if (name === undefined || text === undefined || (method === 'get' && /^content-type$/i.test(name))) return [];
    return [`${quoteText(name)} = ${quoteText(text)}`];
  });
  return pairs.length === 0 ? [] : [['headers', `{ ${pairs.join(', ')} }`]];
}

/** 4.x takes several keys side by side; 5.x one, of which the strongest is taken. */
function jwt(writing: Writing): Member[] | undefined {
  const key = jwtKey(writing);
  if (!key) return undefined;
  const from = take(writing, 'auth.jwt.from');
  return [['mechanism', 'jwt'], ['from', from === 'username' ? 'username' : 'password'], ...key, ...claims(writing)];
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

function passwordBased(backend: string): Member[] {
  return [
    ['mechanism', 'password_based'],
    ['backend', backend],
  ];
}

/** 5.x does not start without the user of PostgreSQL. */
function account(writing: Writing, at: string, needed: boolean): Member[] {
  return [
    ...optional('username', quoted(take(writing, `${at}.username`) ?? (needed ? '' : undefined))),
    ...optional('password', quoted(take(writing, `${at}.password`))),
  ];
}

function optional(name: string, text: string | undefined): Member[] {
  return text === undefined ? [] : [[name, text]];
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : quoteText(text);
}

/** `salt,sha256`, `sha256,salt`, `pbkdf2,sha256,1000,20`, `bcrypt`. */
function passwordHash(writing: Writing, at: string): Member[] {
  const words = take(writing, `${at}.password_hash`)?.split(/\s*,\s*/) ?? [];
  const name = words.find((word) => /^(?:plain|md5|sha|sha256|sha512|bcrypt|pbkdf2)$/.test(word));
  if (name === undefined) return [];
  return [['password_hash_algorithm', `{ name = ${name}${hashDetails(name, words)} }`]];
}

function hashDetails(name: string, words: readonly string[]): string {
  if (name === 'bcrypt') return '';
  if (name === 'pbkdf2') {
    const [, hash = 'sha256', iterations = '', length = ''] = words;
    const counted = /^\d+$/.test(iterations) ? iterations : '1000';
    const size = /^\d+$/.test(length) ? `, dk_length = ${length}` : '';
    return `, mac_fun = ${/^(?:sha|sha224|sha256|sha384|sha512|md5)$/.test(hash) ? hash : 'sha256'}, iterations = ${counted}${size}`;
  }
  const place = words[0] === 'salt' ? 'prefix' : words[1] === 'salt' ? 'suffix' : 'disable';
  return `, salt_position = ${place}`;
}

/** A certificate that is checked where 4.x does so or where a template decides. */
function backendTls(writing: Writing, at: string, always = false): Member[] {
  const templated = takeTemplate(writing, `${at}.ssl`);
  const named = take(writing, `${at}.ssl`) !== undefined && isOn(writing.view, `${at}.ssl`);
  if (!templated && !named && !always) return [];
  const files = ['cacertfile', 'certfile', 'keyfile'].flatMap((name) =>
    optional(name, quoted(take(writing, `${at}.ssl.${name}`))),
  );
  const server = optional('server_name_indication', quoted(take(writing, `${at}.ssl.server_name_indication`)));
  const open = takeTemplate(writing, `${at}.ssl.verify`);
  const checks = open || /^(?:true|on|verify_peer)$/.test(take(writing, `${at}.ssl.verify`) ?? '');
  const members: Member[] = [
    ['enable', 'true'],
    ['verify', checks ? 'verify_peer' : 'verify_none'],
    ...files,
    ...server,
  ];
  return [['ssl', `{ ${members.map((member) => lineOf(writing, member)).join(', ')} }`]];
}
