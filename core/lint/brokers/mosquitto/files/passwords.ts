import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { PasswordEntry, PasswordFile, PasswordHash } from '../../../model';
import type { Entry, Tree } from '../../../tree';
import { atLeast } from '../version';
import { problemsOf } from './model';

/** The entries and what the version makes of each. `opened`: the broker reads the file when it starts. */
export function passwordFileOf(tree: Tree, version: string, opened: boolean): PasswordFile {
  const strict = atLeast(version, '2.1.0');
  const fatal = strict && opened;
  const problems: Draft[] = [...problemsOf(tree, opened)];
  const entries: PasswordEntry[] = [];
  for (const entry of tree.entries) {
    const problem = malformed(entry);
    if (problem) problems.push({ at: { file: tree.file, ...entry.range }, message: problem, ...severity(fatal) });
    else entries.push(readEntry(tree, entry, version, fatal));
  }
  return { file: tree.file, opened, entries, problems };
}

function severity(fatal: boolean): Pick<Draft, 'level' | 'kind'> {
  return fatal ? { level: 'error', kind: 'fatal' } : {};
}

/** None of the messages shows the line: it may hold a password. */
function malformed({ path, value }: Entry) {
  const [user = ''] = path;
  if (user === '') return t('the user name before the colon is missing');
  if (user.startsWith('#')) return t('a comment must start in the first column; mosquitto takes this one for a user');
  if (user.length > 65_535) return t('the user name is longer than MQTT allows');
  return value.kind === 'missing' ? t('the password hash after the colon is missing, so nobody can log in') : undefined;
}

function readEntry({ file }: Tree, { path, key, value }: Entry, version: string, fatal: boolean): PasswordEntry {
  const hash = hashOf(value.kind === 'scalar' ? value.text : '');
  const read = isRead(hash, version);
  return {
    user: path[0] ?? '',
    at: { file, ...key },
    secret: { file, ...value.range },
    hash,
    fate: read ? 'read' : fatal ? 'fatal' : 'dropped',
  };
}

function isRead(hash: PasswordHash, version: string): boolean {
  switch (hash.kind) {
    case 'sha512':
      return hash.saltBytes === 12 || atLeast(version, '2.1.0');
    case 'pbkdf2-sha512':
      return atLeast(version, '2.1.0') || (atLeast(version, '2.0.0') && hash.saltBytes === 12);
    case 'argon2':
      return atLeast(version, '2.1.0');
    default:
      return false;
  }
}

const HASH_BYTES = 64;

/** `strtok` cuts at `$` and `:`, so that empty parts do not count and a second colon ends the hash. */
export function hashOf(text: string): PasswordHash {
  if (!text.startsWith('$')) return { kind: 'plain' };
  const [kind = '', ...parts] = (text.split(':', 1)[0] ?? '').split('$').filter((part) => part !== '');
  if (kind === '6') return sha512(parts);
  if (kind === '7') return pbkdf2(parts);
  if (kind === 'argon2id') return parts.length >= 3 ? { kind: 'argon2' } : { kind: 'damaged' };
  const name = FOREIGN[kind];
  // A password may begin with a dollar sign.
  return name !== undefined && parts.length > 0 ? { kind: 'foreign', name } : { kind: 'plain' };
}

const FOREIGN: Readonly<Record<string, string>> = {
  1: 'MD5-crypt',
  '2a': 'bcrypt',
  '2b': 'bcrypt',
  '2x': 'bcrypt',
  '2y': 'bcrypt',
  5: 'SHA-256-crypt',
  apr1: 'Apache MD5',
  argon2i: 'Argon2i',
  argon2d: 'Argon2d',
  gy: 'gost-yescrypt',
  scrypt: 'scrypt',
  y: 'yescrypt',
};

function sha512([salt = '', hash = '']: readonly string[]): PasswordHash {
  if (salt.startsWith('rounds=')) return { kind: 'foreign', name: 'SHA-512-crypt' };
  const saltBytes = base64Bytes(salt);
  if (saltBytes === undefined || base64Bytes(hash) !== HASH_BYTES) return { kind: 'damaged' };
  return isSalt(saltBytes) ? { kind: 'sha512', saltBytes } : { kind: 'damaged' };
}

function pbkdf2([count = '', salt = '', hash = '']: readonly string[]): PasswordHash {
  const iterations = Number.parseInt(count, 10);
  const saltBytes = base64Bytes(salt);
  if (!(iterations > 0) || saltBytes === undefined || base64Bytes(hash) !== HASH_BYTES) return { kind: 'damaged' };
  return isSalt(saltBytes) ? { kind: 'pbkdf2-sha512', iterations, saltBytes } : { kind: 'damaged' };
}

/** 12 bytes up to 2.0; 2.1 makes 64. */
function isSalt(bytes: number): boolean {
  return bytes === 12 || bytes === 64;
}

function base64Bytes(text: string): number | undefined {
  if (text.length === 0 || text.length % 4 !== 0 || !/^[A-Za-z\d+/]+={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
