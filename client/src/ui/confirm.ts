import { window } from 'vscode';
import type { Message } from '../../../core/facts/message';
import { say } from './text';

/** A modal question with what would be done, before anything is. */
export async function confirmed(question: Message, details: readonly Message[], action: Message): Promise<boolean> {
  const yes = say(action);
  const options = { modal: true, detail: details.map(say).join('\n') };
  return (await window.showWarningMessage(say(question), options, yes)) === yes;
}
