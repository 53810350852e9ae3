import path from 'node:path';
import { t } from '../../../core/facts/message';
import { type Target, urlOf } from '../../../core/probe';
import type { Services } from '../extension';
import { lockedFileOf } from '../ui/credentialQuestions';
import { enter } from '../ui/prompts';
import type { Secret, StoredTarget } from './plan';

/** A secret of a stored target: the remembered one, else the one that the user types. */
export function secretOf({ passwords, passphrases }: Services) {
  return async (target: StoredTarget, kind: Secret): Promise<string | undefined> => {
    const { host, port, username = '' } = target;
    const key = lockedFileOf(target);
    const known = kind === 'password' ? passwords.get({ host, port, username }) : passphrases.get(key);
    const remembered = await known;
    if (remembered !== undefined) return remembered;
    const prompt =
      kind === 'password'
        ? t('Password of {name} at {url}', { name: username, url: urlOf(target) })
        : t('Passphrase of {file}', { file: path.basename(key) });
    const reply = await enter({ title: t('Test Connection'), ...ALONE }, { prompt, secret: true });
    return typeof reply === 'string' ? undefined : reply.value;
  };
}

/** Under which name a target shall be kept. */
export async function askName(target: Pick<Target, 'protocol' | 'host' | 'port' | 'path' | 'username'>) {
  const { username } = target;
  const reply = await enter(
    { title: t('Save Target'), ...ALONE },
    {
      prompt: t('Name under which the target is offered from now on; secrets are not saved with it'),
      value: username === undefined ? urlOf(target) : `${username} · ${urlOf(target)}`,
      check: (name) => (name.trim() === '' ? t('give it a name') : undefined),
    },
  );
  return typeof reply === 'string' ? undefined : reply.value.trim();
}

const ALONE = { step: 1, totalSteps: 1, canGoBack: false } as const;
