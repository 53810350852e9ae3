import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Uri } from 'vscode';
import { inspectBytes } from '../../../core/certs';
import { readIfThere } from '../../../core/certs/authority';
import { t } from '../../../core/facts/message';
import { isSecure, type Target } from '../../../core/probe';
import type { Services } from '../extension';
import { type Choice, choose, chooseFile, enter } from './prompts';
import { type Frame, mapReply, type Reply, type Step } from './steps';
import { say } from './text';

/** Answers that name a target. */
export interface WithTarget {
  /** Undefined until one is picked or typed. */
  readonly target: Target | undefined;
  /** A saved one: only its secrets are asked for, where none are remembered. */
  readonly saved: boolean;
}

/** With which user name, password and certificates to test. */
export function credentialSteps<Answers extends WithTarget>(services: Services): readonly Step<Answers>[] {
  return [username(), password(services), forTls(authority), forTls(clientCertificate), passphrase(services)];
}

export function withTarget<Answers extends WithTarget>(
  ask: (target: Target, frame: Frame) => Promise<Reply<Target>>,
): Step<Answers> {
  return {
    applies: ({ saved }) => !saved,
    ask: async (answers, frame) =>
      answers.target ? mapReply(await ask(answers.target, frame), (target) => ({ ...answers, target })) : 'cancel',
  };
}

function forTls<Answers extends WithTarget>(
  ask: (target: Target, frame: Frame) => Promise<Reply<Target>>,
): Step<Answers> {
  return {
    ...withTarget<Answers>(ask),
    applies: ({ target, saved }) => !saved && target !== undefined && isSecure(target),
  };
}

function username<Answers extends WithTarget>(): Step<Answers> {
  return withTarget(async (target, frame) => {
    const reply = await enter(frame, { prompt: t('User name (empty: none)'), value: target.username });
    return mapReply(reply, (name) => ({ ...target, username: name === '' ? undefined : name, password: undefined }));
  });
}

function password<Answers extends WithTarget>({ passwords }: Services): Step<Answers> {
  const step = withTarget<Answers>(async (target, frame) => {
    const { host, port, username: name = '' } = target;
    const remembered = await passwords.get({ host, port, username: name });
    const prompt =
      remembered === undefined
        ? t('Password of {name} (empty: none)', { name })
        : t('Password of {name} (empty: the remembered one)', { name });
    const reply = await enter(frame, { prompt, secret: true });
    return mapReply(reply, (text) => ({ ...target, password: text || remembered }));
  });
  return { ...step, applies: ({ target, saved }) => !saved && target?.username !== undefined };
}

async function authority(target: Target, frame: Frame): Promise<Reply<Target>> {
  const known: Choice<'known'>[] =
    target.ca === undefined ? [] : [{ label: path.basename(target.ca), description: target.ca, value: 'known' }];
  const reply = await choose<'known' | 'system' | 'file'>(frame, {
    prompt: t('Authority that the broker’s certificate must come from'),
    choices: [
      ...known,
      { label: say(t('Public authorities')), description: say(t('those of this system')), value: 'system' },
      { label: `$(folder-opened) ${say(t('Choose a file…'))}`, value: 'file' },
    ],
  });
  if (typeof reply === 'string') return reply;
  if (reply.value === 'known') return { value: target };
  if (reply.value === 'system') return { value: { ...target, ca: undefined } };
  const file = await chooseFile(t('Certificate of the authority'), startOf(target));
  return file ? { value: { ...target, ca: file.fsPath } } : 'cancel';
}

async function clientCertificate(target: Target, frame: Frame): Promise<Reply<Target>> {
  const pairs = await pairsBeside(target.ca);
  const reply = await choose<Pair | 'none' | 'files'>(frame, {
    prompt: t('Certificate that the client shows'),
    choices: [
      { label: say(t('None')), value: 'none' },
      ...pairs.map((pair): Choice<Pair> => ({ label: path.basename(pair.cert), description: pair.cert, value: pair })),
      { label: `$(folder-opened) ${say(t('Choose files…'))}`, value: 'files' },
    ],
  });
  if (typeof reply === 'string') return reply;
  const bare = { ...target, cert: undefined, key: undefined, p12: undefined, passphrase: undefined };
  if (reply.value === 'none') return { value: bare };
  const holder = reply.value === 'files' ? await chooseHolder(target) : reply.value;
  if (holder === undefined) return 'cancel';
  // Whether there is anything to ask is known now, not when the next question is due.
  const isLocked = 'p12' in holder || (await isEncrypted(holder.key));
  return { value: { ...bare, ...holder, ...(isLocked ? { passphrase: '' } : {}) } };
}

/** The file that the passphrase opens. */
export function lockedFileOf({ key, p12 }: Pick<Target, 'key' | 'p12'>): string {
  return p12 ?? key ?? '';
}

/** Asked where the key is encrypted, which the step before has marked with an empty passphrase. */
function passphrase<Answers extends WithTarget>({ passphrases }: Services): Step<Answers> {
  const step = withTarget<Answers>(async (target, frame) => {
    const file = path.basename(lockedFileOf(target));
    const remembered = await passphrases.get(lockedFileOf(target));
    const prompt =
      remembered === undefined
        ? t('Passphrase of {file}', { file })
        : t('Passphrase of {file} (empty: the remembered one)', { file });
    const reply = await enter(frame, { prompt, secret: true });
    return mapReply(reply, (text) => ({ ...target, passphrase: text || (remembered ?? '') }));
  });
  return { ...step, applies: ({ target, saved }) => !saved && target?.passphrase !== undefined };
}

async function isEncrypted(key: string): Promise<boolean> {
  const bytes = await readIfThere(key).catch(() => undefined);
  return bytes !== undefined && inspectBytes(bytes).keys[0]?.encrypted === true;
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Certificate and key in two files, or in one archive (PKCS#12). */
async function chooseHolder(target: Target): Promise<Pair | { readonly p12: string } | undefined> {
  const cert = await chooseFile(t('Client certificate'), startOf(target));
  if (cert && /\.(?:p12|pfx)$/i.test(cert.fsPath)) return { p12: cert.fsPath };
  const key = cert && (await chooseFile(t('Private key of the client'), cert));
  return cert && key && { cert: cert.fsPath, key: key.fsPath };
}

/** Certificates with their keys in the folder of the authority, as this extension writes them. */
async function pairsBeside(ca: string | undefined): Promise<readonly Pair[]> {
  if (ca === undefined) return [];
  const folder = path.dirname(ca);
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => /\.key$/.test(name) && !/^(?:ca|server)\.key$/.test(name))
    .map((name) => name.replace(/\.key$/, ''))
    .filter((stem) => names.includes(`${stem}.crt`))
    .map((stem) => ({ cert: path.join(folder, `${stem}.crt`), key: path.join(folder, `${stem}.key`) }));
}

function startOf({ ca }: Target): Uri | undefined {
  return ca === undefined ? undefined : Uri.file(path.dirname(ca));
}
