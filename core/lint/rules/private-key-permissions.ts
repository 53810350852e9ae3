import { t } from '../../facts/message';
import type { FileReference } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Private key that every user of the machine can read'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever copies the key can pose as the broker or client and decrypt traffic without forward secrecy.'),
  refs: ['CWE-732', 'CWE-522', 'NIST SP 800-57'],

  *check({ references }) {
    for (const reference of references) {
      const mode = modeOfKey(reference);
      if (mode === undefined || (mode & 0o007) === 0) continue;
      const { at, path, option } = reference;
      const octal = mode.toString(8).padStart(3, '0');
      yield {
        at,
        message: t('{option}: every user may access the private key in “{path}” (mode {octal}): chmod 600 or 640', {
          option,
          path,
          octal,
        }),
      };
    }
  },
});

/** Of any file that holds a key in clear, whatever it is named for. */
function modeOfKey({ target }: FileReference): number | undefined {
  if (target?.facts.kind !== 'file') return undefined;
  return target.facts.pem.keys.some(({ encrypted }) => !encrypted) ? target.facts.mode : undefined;
}
