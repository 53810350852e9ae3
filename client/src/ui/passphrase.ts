import path from 'node:path';
import { window } from 'vscode';
import { inspectBytes } from '../../../core/certs';
import { readIfThere } from '../../../core/certs/authority';
import { type Message, t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { enter } from './prompts';
import { say } from './text';

/** A passphrase that was typed or remembered. */
export interface Passphrase {
  readonly value: string;
  /** Certificates of the authorities whose keys it opens, by fingerprint. */
  readonly fingerprints: readonly string[];
  readonly remembered: boolean;
}

/** Asks for the passphrase of an authority's key; undefined where the user leaves. */
export async function askPassphrase(
  { authorities }: Services,
  title: Message,
  certificateFile: string,
): Promise<Passphrase | undefined> {
  const fingerprint = await fingerprintOf(certificateFile);
  const remembered = fingerprint === undefined ? undefined : await authorities.get(fingerprint);
  const frame = { title, step: 1, totalSteps: 1, canGoBack: false };
  const reply = await enter(frame, {
    prompt: passphrasePrompt(certificateFile, remembered !== undefined),
    secret: true,
  });
  if (typeof reply === 'string') return undefined;
  const value = reply.value === '' ? (remembered ?? '') : reply.value;
  return { value, fingerprints: fingerprint === undefined ? [] : [fingerprint], remembered: value === remembered };
}

export function passphrasePrompt(certificateFile: string, remembered: boolean): Message {
  const file = path.basename(certificateFile);
  return remembered
    ? t('Passphrase of the private key of {file} (empty: the remembered one)', { file })
    : t('Passphrase of the private key of {file}', { file });
}

/** After it has worked: shall it be kept in the operating system's key store? Nothing is kept without a yes. */
export async function offerToRemember({ authorities }: Services, { value, fingerprints, remembered }: Passphrase) {
  if (remembered || fingerprints.length === 0) return;
  const remember = say(t('Remember'));
  const question = say(t('Remember the passphrase of the authority in the key store of the operating system?'));
  if ((await window.showInformationMessage(question, remember)) === remember)
    await authorities.remember(fingerprints, value);
}

/** SHA-256 of the first certificate of a file; undefined where there is none. */
export async function fingerprintOf(certificateFile: string): Promise<string | undefined> {
  const bytes = await readIfThere(certificateFile).catch(() => undefined);
  return bytes && inspectBytes(bytes).certificates[0]?.fingerprint;
}
