import {
  type Disposable,
  type QuickInput,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  type Uri,
  window,
} from 'vscode';
import type { Message } from '../../../core/facts/message';
import type { Frame, Reply } from './steps';
import { say } from './text';

/** One possible answer. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}

/** Asks for one of the choices; `active` is proposed. */
export function choose<T>(
  frame: Frame,
  question: {
    readonly prompt: Message;
    readonly choices: readonly Choice<T>[];
    readonly active?: (value: T) => boolean;
  },
): Promise<Reply<T>> {
  const input = window.createQuickPick<QuickPickItem & Choice<T>>();
  input.placeholder = say(question.prompt);
  input.items = question.choices;
  input.matchOnDescription = true;
  const active = input.items.find(({ value }) => question.active?.(value));
  if (active) input.activeItems = [active];
  return reply(frame, input, () => input.selectedItems[0]);
}

/** Asks for one line of text; `check` says what is wrong with it. */
export function enter(
  frame: Frame,
  question: {
    readonly prompt: Message;
    readonly value?: string;
    readonly placeholder?: string;
    readonly secret?: true;
    readonly check?: (text: string) => Message | undefined;
  },
): Promise<Reply<string>> {
  const input = window.createInputBox();
  const complaint = () => question.check?.(input.value);
  input.prompt = say(question.prompt);
  input.value = question.value ?? '';
  input.placeholder = question.placeholder;
  input.password = question.secret ?? false;
  input.onDidChangeValue(() => {
    const wrong = complaint();
    input.validationMessage = wrong && say(wrong);
  });
  return reply(frame, input, () => {
    const wrong = complaint();
    input.validationMessage = wrong && say(wrong);
    return wrong ? undefined : { value: input.value };
  });
}

/** Asks for a folder on this machine. */
export async function chooseFolder(title: Message, start: Uri | undefined): Promise<Uri | undefined> {
  const options = { canSelectFiles: false, canSelectFolders: true, title: say(title), openLabel: say(title) };
  const picked = await window.showOpenDialog(start ? { ...options, defaultUri: start } : options);
  return picked?.[0];
}

/** Asks for a file on this machine. */
export async function chooseFile(title: Message, start: Uri | undefined): Promise<Uri | undefined> {
  const options = { canSelectMany: false, title: say(title), openLabel: say(title) };
  const picked = await window.showOpenDialog(start ? { ...options, defaultUri: start } : options);
  return picked?.[0];
}

interface Input extends QuickInput {
  buttons: readonly QuickInputButton[];
  readonly onDidAccept: (listener: () => void) => Disposable;
  readonly onDidTriggerButton: (listener: (button: QuickInputButton) => void) => Disposable;
}

/** Shows the input until it is accepted with a usable answer, left, or sent back. */
function reply<T>(frame: Frame, input: Input, answer: () => { readonly value: T } | undefined): Promise<Reply<T>> {
  input.title = say(frame.title);
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = frame.canGoBack ? [QuickInputButtons.Back] : [];
  return new Promise<Reply<T>>((resolve) => {
    input.onDidAccept(() => {
      const given = answer();
      if (given) resolve({ value: given.value });
    });
    input.onDidTriggerButton((button) => button === QuickInputButtons.Back && resolve('back'));
    input.onDidHide(() => resolve('cancel'));
    input.show();
  }).finally(() => input.dispose());
}
