import path from 'node:path';
import { t } from '../../../core/facts/message';
import { type Target, urlOf } from '../../../core/probe';
import type { Services } from '../extension';
import { lockedFileOf } from '../ui/credentialQuestions';
import { choose, enter } from '../ui/prompts';
import { say } from '../ui/text';
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

type Named = Pick<Target, 'protocol' | 'host' | 'port' | 'path' | 'username'>;

/** Under which name a target shall be kept. */
export async function askName(target: Named) {
  const reply = await enter(
    { title: t('Save Target'), ...ALONE },
    {
      prompt: t('Name under which the target is offered from now on; secrets are not saved with it'),
      value: nameOfTarget(target),
      check: (name) => (name.trim() === '' ? t('give it a name') : undefined),
    },
  );
  return typeof reply === 'string' ? undefined : reply.value.trim();
}

/** The name that is proposed. */
export function nameOfTarget(target: Named): string {
  const { username } = target;
  return username === undefined ? urlOf(target) : `${username} · ${urlOf(target)}`;
}

/** Which of a report's targets shall be kept; none where the user leaves. */
export async function whichTargets<T extends Named>(
  jobs: readonly { readonly label?: string; readonly target: T }[],
): Promise<readonly T[]> {
  const all = jobs.map(({ target }) => target);
  if (all.length < 2) return all;
  const each = jobs.map(({ label, target }) => ({
    label: `$(broadcast) ${label ?? urlOf(target)}`,
    description: urlOf(target),
    value: [target],
  }));
  const every = { label: `$(list-unordered) ${say(t('All {count} targets', { count: all.length }))}`, value: all };
  const reply = await choose<readonly T[]>(
    { title: t('Save Target'), ...ALONE },
    { prompt: t('Target to save'), choices: [every, ...each] },
  );
  return typeof reply === 'string' ? [] : reply.value;
}

const ALONE = { step: 1, totalSteps: 1, canGoBack: false } as const;
