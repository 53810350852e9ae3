import { Uri, window, workspace } from 'vscode';
import { t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { isBrokerDocument } from '../languages';
import { say } from '../ui/text';

/** Shows every option of the configuration with its value and where that comes from. → The document's address. */
export async function showEffectiveConfiguration({ effective }: Services, uri?: unknown): Promise<Uri | undefined> {
  const document = uri instanceof Uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (document && isBrokerDocument(document)) return effective.show(document);
  void window.showInformationMessage(say(t('Open a broker’s configuration first, then show what it comes to.')));
  return undefined;
}
