import {
  type Disposable,
  type QuickInput,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  ThemeIcon,
  type Uri,
  window,
} from 'vscode';
import { type Message, t } from '../../../core/facts/message';
import type { Frame, Reply } from './steps';
import { say } from './text';

/** One possible answer. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Takes the choice away for good; a button at its row does so. */
  readonly remove?: () => Thenable<void>;
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
  const trash = { iconPath: new ThemeIcon('trash'), tooltip: say(t('Delete')) };
  input.items = question.choices.map((choice) => (choice.remove ? { ...choice, buttons: [trash] } : choice));
  input.onDidTriggerItemButton(async ({ item }) => {
    input.items = input.items.filter((other) => other !== item);
    await item.remove?.();
  });
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
    readonly sources?: readonly Source[];
  },
): Promise<Reply<string>> {
  const input = window.createInputBox();
  const buttons = (question.sources ?? []).map(({ icon, tooltip, read }) => ({
    button: { iconPath: new ThemeIcon(icon), tooltip: say(tooltip) },
    press: async () => {
      input.value = (await read()) ?? input.value;
      showComplaint();
    },
  }));
  const complaint = () => question.check?.(input.value);
  input.prompt = say(question.prompt);
  input.value = question.value ?? '';
  input.placeholder = question.placeholder;
  input.password = question.secret ?? false;
  const showComplaint = () => {
    const wrong = complaint();
    input.validationMessage = wrong && say(wrong);
    return wrong;
  };
  input.onDidChangeValue(showComplaint);
  return reply(frame, input, () => (showComplaint() ? undefined : { value: input.value }), buttons);
}

/** Another place than the keyboard that a text may come from, as a button. */
export interface Source {
  readonly icon: string;
  readonly tooltip: Message;
  readonly read: () => Promise<string | undefined>;
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

/** Asks for one file or more on this machine; none where the user leaves. */
export async function chooseFiles(title: Message, start: Uri | undefined): Promise<readonly Uri[]> {
  const options = { canSelectMany: true, title: say(title), openLabel: say(title) };
  return (await window.showOpenDialog(start ? { ...options, defaultUri: start } : options)) ?? [];
}

interface Input extends QuickInput {
  buttons: readonly QuickInputButton[];
  readonly onDidAccept: (listener: () => void) => Disposable;
  readonly onDidTriggerButton: (listener: (button: QuickInputButton) => void) => Disposable;
}

interface Button {
  readonly button: QuickInputButton;
  readonly press: () => Promise<void>;
}

/** Shows the input until it is accepted with a usable answer, left, or sent back. */
function reply<T>(
  frame: Frame,
  input: Input,
  answer: () => { readonly value: T } | undefined,
  buttons: readonly Button[] = [],
): Promise<Reply<T>> {
  input.title = say(frame.title);
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = [...(frame.canGoBack ? [QuickInputButtons.Back] : []), ...buttons.map(({ button }) => button)];
  return new Promise<Reply<T>>((resolve) => {
    input.onDidAccept(() => {
      const given = answer();
      if (given) resolve({ value: given.value });
    });
    let reading = false;
    input.onDidTriggerButton(async (pressed) => {
      if (pressed === QuickInputButtons.Back) resolve('back');
      const own = buttons.find(({ button }) => button === pressed);
      if (!own) return;
      // A dialog takes the place of the question, which is not to end by that.
      reading = true;
      await own.press().finally(() => {
        reading = false;
      });
      input.show();
    });
    input.onDidHide(() => reading || resolve('cancel'));
    input.show();
  }).finally(() => input.dispose());
}
