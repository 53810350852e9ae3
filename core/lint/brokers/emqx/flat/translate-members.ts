import { quoteText } from '../../../syntax/hocon-errors';
import { isOn, textOf } from './view';
import { type Member, take, takeTemplate, type Writing } from './writing';

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
