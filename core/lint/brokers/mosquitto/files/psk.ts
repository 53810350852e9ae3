import { type Message, t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { PskFile } from '../../../model';
import type { Entry, Tree } from '../../../tree';
import { problemsOf } from './model';

/** Half of the 256 bits that RFC 9257 section 4 would like: what no one guesses. */
const SHORTEST_DIGITS = 32;

export function pskFileOf(tree: Tree, opened: boolean): PskFile {
  const { file } = tree;
  const problems: Draft[] = [...problemsOf(tree, opened)];
  const seen = new Set<string>();
  for (const entry of tree.entries) {
    const [identity = ''] = entry.path;
    problems.push(...keyProblems(file, entry, opened));
    if (identity !== '' && seen.has(identity)) {
      const message = t('the identity “{identity}” is there twice; only one of the keys counts', { identity });
      problems.push({ at: { file, ...entry.key }, message, level: 'warning' });
    }
    seen.add(identity);
  }
  return { file, problems };
}

/** No message shows the key. */
function keyProblems(file: string, { path, range, value }: Entry, opened: boolean): readonly Draft[] {
  const [identity = ''] = path;
  const whole = { file, ...range };
  if (identity === '') return [{ at: whole, message: t('the identity before the colon is missing') }];
  if (identity.startsWith('#')) {
    return [
      {
        at: whole,
        message: t('a comment must start in the first column; mosquitto takes this one for an identity'),
        ...refused(value, opened),
      },
    ];
  }
  if (value.kind !== 'scalar') {
    return [{ at: whole, message: t('the key after the colon is missing, so the handshake fails') }];
  }
  // The broker cuts the line at every colon and leaves the third part alone.
  const [key = ''] = value.text.split(':', 1);
  const at = { file, ...value.range };
  if (!/^[\da-f]*$/i.test(key.trim())) {
    const message = t('the key of “{identity}” holds other characters than hexadecimal digits, mosquitto stops', {
      identity,
    });
    return [{ at, message, ...refused(value, opened) }];
  }
  const weak = weakness(key.trim(), identity);
  return weak ? [{ at, ...weak }] : [];
}

function refused(value: Entry['value'], opened: boolean): Pick<Draft, 'kind'> {
  const key = value.kind === 'scalar' ? (value.text.split(':', 1)[0] ?? '').trim() : '';
  return opened && !/^[\da-f]*$/i.test(key) ? { kind: 'fatal' } : {};
}

function weakness(
  key: string,
  identity: string,
): { message: Message; level?: 'warning'; kind?: 'security' } | undefined {
  if (key.length % 2 !== 0) {
    const message = t('the key of “{identity}” has an odd number of hexadecimal digits, so the handshake fails', {
      identity,
    });
    return { message };
  }
  if (key.length >= SHORTEST_DIGITS) return undefined;
  const message = t(
    'the key of “{identity}” has {bits} bits; with fewer than 128 it can be guessed: take 32 digits or more',
    {
      identity,
      bits: key.length * 4,
    },
  );
  return { message, level: 'warning', kind: 'security' };
}
