import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { FileReference } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Secrets or access rules that every user of the machine may read or change'),
  level: 'warning',
  kind: 'security',
  why: t('Hashes are tried offline and keys are used at once; who may write the file lets himself in.'),
  refs: ['CWE-732', 'CWE-522', 'Mosquitto 2.0.16'],
  brokers: ['mosquitto', 'emqx'],

  *check({ references }) {
    for (const reference of references) {
      const facts = reference.target?.facts;
      if (facts?.kind !== 'file' || facts.mode === undefined || (facts.mode & 0o007) === 0) continue;
      const draft = draftFor(reference, facts.mode);
      if (draft) yield draft;
    }
  },
});

function draftFor({ role, at, option, path, mayBeRead }: FileReference, mode: number): Draft | undefined {
  const octal = mode.toString(8).padStart(3, '0');
  if (role === 'password-file' || role === 'psk-file') {
    const message = t('{option}: every user of the machine may access “{path}” (mode {octal}): chmod 600 or 640', {
      option,
      path,
      octal,
    });
    return { at, message };
  }
  if (role !== 'acl-file') return undefined;
  const writable = (mode & 0o002) !== 0;
  if (mayBeRead && !writable) return undefined;
  const message = writable
    ? t('{option}: every user of the machine may change “{path}” (mode {octal}): chmod 600 or 640', {
        option,
        path,
        octal,
      })
    : t(
        '{option}: every user of the machine may read “{path}” (mode {octal}), which later versions refuse: chmod 640',
        {
          option,
          path,
          octal,
        },
      );
  return { at, message, level: writable ? 'warning' : 'hint' };
}
