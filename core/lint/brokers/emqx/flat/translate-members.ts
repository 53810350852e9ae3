import { quoteText } from '../../../syntax/hocon-errors';
import { isOn, textOf } from './view';
import { type Member, placeholders, take, takeTemplate, type Writing } from './writing';

export function lineOf({ say }: Writing, member: Member): string {
  return 'template' in member ? `# ${say(member)}` : `${member[0]} = ${member[1]}`;
}

export function passwordBased(backend: string): Member[] {
  return [
    ['mechanism', 'password_based'],
    ['backend', backend],
  ];
}

/** 5.x does not start without the user of PostgreSQL. */
export function account(writing: Writing, at: string, needed: boolean): Member[] {
  return [
    ...optional('username', quoted(take(writing, `${at}.username`) ?? (needed ? '' : undefined))),
    ...optional('password', quoted(take(writing, `${at}.password`))),
  ];
}

/** Connections at a time. */
export function pool(writing: Writing, at: string): Member[] {
  return counts(writing, at, [['pool', 'pool_size']]);
}

/** Numbers and durations above zero, which 5.x takes as they are. */
export function counts(
  writing: Writing,
  at: string,
  names: readonly (readonly [from: string, to: string])[],
): Member[] {
  return names.flatMap(([from, to]) => {
    const isCount = /^[1-9]\d*(?:ms|[smh])?$/.test(textOf(writing.view, `${at}.${from}`) ?? '');
    return isCount ? optional(to, take(writing, `${at}.${from}`)) : [];
  });
}

export function optional(name: string, text: string | undefined): Member[] {
  return text === undefined ? [] : [[name, text]];
}

export function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : quoteText(text);
}

/** `salt,sha256`, `sha256,salt`, `pbkdf2,sha256,1000,20`, `bcrypt`. */
export function passwordHash(writing: Writing, at: string): Member[] {
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
export function backendTls(writing: Writing, at: string, always = false): Member[] {
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

/** A request of the plugin `auth_http`; `more`: placeholders that it has beside those of every plugin. */
export function webRequest(writing: Writing, at: string, more: Readonly<Record<string, string>>): Member[] | undefined {
  const url = take(writing, `${at}.url`);
  if (url === undefined) return undefined;
  const filled = (text: string): string => placeholders(text).replace(/%[a-zA-Z]/g, (old) => more[old] ?? old);
  const method = take(writing, `${at}.method`) === 'get' ? 'get' : 'post';
  const pairs = (take(writing, `${at}.params`) ?? '').split(',').flatMap((pair): string[] => {
    const [name = '', ...rest] = pair.split('=');
    const text = filled(rest.join('='));
    return !/^[A-Za-z0-9][\w-]*$/.test(name.trim()) || /%[a-zA-Z]/.test(text)
      ? []
      : [`${quoteText(name.trim())} = ${quoteText(text.trim())}`];
  });
  return [
    ['method', method],
    ['url', quoteText(filled(url))],
    ['body', `{ ${pairs.join(', ')} }`],
    ...headers(writing, at, method),
    ...counts(writing, 'auth.http', TIMES),
    ...backendTls(writing, 'auth.http', url.startsWith('https:')),
  ];
}

const TIMES = [
  ['timeout', 'request_timeout'],
  ['connect_timeout', 'connect_timeout'],
  ['pool_size', 'pool_size'],
  ['enable_pipelining', 'enable_pipelining'],
] as const;

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
