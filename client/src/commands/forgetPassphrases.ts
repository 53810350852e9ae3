import { window } from 'vscode';
import { t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { say } from '../ui/text';

/** Deletes every remembered passphrase of an authority from the key store. */
export async function forgetPassphrases({ authorities }: Services): Promise<void> {
  await authorities.forgetAll();
  void window.showInformationMessage(say(t('The passphrases of authorities are forgotten.')));
}
