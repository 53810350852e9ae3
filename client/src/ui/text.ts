import { l10n } from 'vscode';
import { format, type Message } from '../../../core/facts/message';

/** The message in the language of the editor. */
export function say(message: Message): string {
  return format(message, l10n.bundle);
}
