import { commands, window, workspace } from 'vscode';
import { type Message, t } from '../../../core/facts/message';
import { say } from './text';

/** True in a trusted workspace. Elsewhere says what stays off and how to change that. */
export function isTrusted(what: Message): boolean {
  if (workspace.isTrusted) return true;
  void refuse(what);
  return false;
}

async function refuse(what: Message): Promise<void> {
  const manage = say(t('Manage Workspace Trust'));
  const text = say(t('{what} is off in a workspace that you do not trust.', { what }));
  if ((await window.showWarningMessage(text, manage)) === manage)
    await commands.executeCommand('workbench.trust.manage');
}
