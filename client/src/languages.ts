import type { TextDocument } from 'vscode';
import type { BrokerId } from '../../core/lint';

/** Language ids by broker, without loading the engine: most files that wake the extension are no broker's. */
export const LANGUAGE_IDS: Readonly<Record<BrokerId, string>> = { mosquitto: 'mosquitto', emqx: 'emqx' };

/** Diff and history views (`git:` and the like) are left alone: nobody can fix what they show. */
export const SCHEMES: readonly string[] = ['file', 'untitled', 'vscode-vfs'];

export function isBrokerDocument({ languageId, uri }: TextDocument): boolean {
  return SCHEMES.includes(uri.scheme) && Object.values(LANGUAGE_IDS).includes(languageId);
}
