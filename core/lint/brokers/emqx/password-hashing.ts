import { childOf, textOf, valueSpan } from '../../hocon-view';
import type { PasswordHashing, Rounds } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/** By EMQX's name of the hash, the same in 4.x and 5.x. */
export const STRENGTH: Readonly<Record<string, PasswordHashing['strength']>> = {
  plain: 'plain',
  md5: 'broken',
  sha: 'broken',
  sha256: 'single-round',
  sha512: 'single-round',
  bcrypt: 'slow',
  pbkdf2: 'slow',
};

/** OWASP's order of size for PBKDF2, RFC 7677 for SCRAM-SHA-256, and what EMQX caps bcrypt at. */
const LEAST = { pbkdf2: 100_000, scram: 4096, bcrypt: 10 } as const;
const BCRYPT = { low: 5, high: 10 } as const;

/** What the authenticator says about stored passwords; undefined where it leaves the choice to EMQX (salted SHA-256). */
export function hashingOf(node: HoconNode, mechanism: string): PasswordHashing | undefined {
  if (mechanism === 'scram') return scram(node);
  const block = childOf(node, 'password_hash_algorithm');
  const name = childOf(block, 'name');
  const word = textOf(name);
  const strength = word === undefined ? undefined : STRENGTH[word];
  if (!name || word === undefined || strength === undefined) return undefined;
  const salt = childOf(block, 'salt_position');
  const digest = childOf(block, 'mac_fun');
  const isWeak = word === 'pbkdf2' && /^(?:md4|md5|ripemd160|sha)$/.test(textOf(digest) ?? '');
  return {
    at: valueSpan(name),
    name: word,
    strength,
    unsalted: salt && strength !== 'plain' && textOf(salt) === 'disable' ? valueSpan(salt) : undefined,
    rounds: word === 'pbkdf2' ? pbkdf2(block) : word === 'bcrypt' ? bcrypt(block) : undefined,
    weakDigest: isWeak && digest ? valueSpan(digest) : undefined,
  };
}

function scram(node: HoconNode): PasswordHashing | undefined {
  const rounds = roundsOf(node, 'iteration_count', LEAST.scram);
  return (
    rounds && { at: rounds.at, name: 'scram', strength: 'slow', unsalted: undefined, rounds, weakDigest: undefined }
  );
}

function pbkdf2(block: HoconNode | undefined): Rounds | undefined {
  return roundsOf(block, 'iterations', LEAST.pbkdf2);
}

/** EMQX moves the rounds into its range without a word. */
function bcrypt(block: HoconNode | undefined): Rounds | undefined {
  const rounds = roundsOf(block, 'salt_rounds', LEAST.bcrypt);
  return rounds && { ...rounds, taken: Math.min(BCRYPT.high, Math.max(BCRYPT.low, rounds.count)) };
}

function roundsOf(block: HoconNode | undefined, option: string, least: number): Rounds | undefined {
  const node = childOf(block, option);
  const text = textOf(node);
  if (!node || text === undefined || !/^[0-9]+$/.test(text)) return undefined;
  return { at: valueSpan(node), option, count: Number(text), least };
}
