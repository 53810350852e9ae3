import { type Message, t } from '../../facts/message';
import type { FileReference } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Private key that other users of the machine can read or replace'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever copies the key can pose as the broker or client and decrypt traffic without forward secrecy.'),
  refs: ['CWE-732', 'CWE-522', 'NIST SP 800-57'],

  *check({ references }) {
    for (const reference of references) {
      const mode = modeOfKey(reference);
      const { at, path, option } = reference;
      const message = mode === undefined ? undefined : messageFor(mode, { option, path });
      if (message) yield { at, message };
    }
  },
});

/** The group of the broker may read its key, but nobody of it has a reason to put another one in its place. */
function messageFor(mode: number, named: { readonly option: string; readonly path: string }): Message | undefined {
  const octal = mode.toString(8).padStart(3, '0');
  const values = { ...named, octal };
  if ((mode & 0o007) !== 0) {
    return t('{option}: every user may access the private key in “{path}” (mode {octal}): chmod 600 or 640', values);
  }
  if ((mode & 0o020) === 0) return undefined;
  return t('{option}: its group may replace the private key in “{path}” (mode {octal}): chmod 600 or 640', values);
}

/** Of any file that holds a key in clear, whatever it is named for. */
function modeOfKey({ target }: FileReference): number | undefined {
  if (target?.facts.kind !== 'file') return undefined;
  return target.facts.pem.keys.some(({ encrypted }) => !encrypted) ? target.facts.mode : undefined;
}
