import * as vscode from 'vscode';
import { waitFor } from './support';

/** What the user of a test says. A question without an answer is taken as it is proposed. */
export interface Answers {
  /** Part of a question's text → the label (or its begin) that is picked, or the text that is typed. */
  readonly replies?: Readonly<Record<string, string>>;
  /** Whether modal questions are answered with yes. */
  readonly agree?: boolean;
  /** What buttons of messages are pressed. */
  readonly press?: readonly string[];
  /** What is chosen in each dialog for files and folders, in turn. */
  readonly files?: readonly (readonly string[])[];
  /** Part of a question that comes when the work is over already; it is waited for. */
  readonly until?: string;
}

export interface Asked<T> {
  readonly result: T;
  /** Every question and message, in order. */
  readonly asked: readonly string[];
  /** The notifications and dialogs among them. */
  readonly messages: readonly string[];
  /** The text that each question for one proposes, by the question. */
  readonly proposed: Readonly<Record<string, string>>;
}

/** Runs the work while questions are answered by the script instead of a person. */
export async function answering<T>(answers: Answers, work: () => Thenable<T>): Promise<Asked<T>> {
  const asked: string[] = [];
  const messages: string[] = [];
  const tell = (text: string) => {
    asked.push(text);
    messages.push(text);
  };
  const proposed: Record<string, string> = {};
  const dialogs = [...(answers.files ?? [])];
  const window: Record<string, unknown> = vscode.window as unknown as Record<string, unknown>;
  const fakes: Readonly<Record<string, unknown>> = {
    createQuickPick: () => quickPick(answers, asked),
    createInputBox: () => inputBox(answers, asked, proposed),
    showWarningMessage: async (text: string, options: unknown, ...buttons: readonly string[]) => {
      tell(text);
      const modal = typeof options === 'object' && options !== null;
      return modal && answers.agree ? buttons[0] : undefined;
    },
    showInformationMessage: async (text: string, ...buttons: readonly string[]) => {
      tell(text);
      return buttons.find((button) => answers.press?.includes(button));
    },
    showOpenDialog: async ({ title }: vscode.OpenDialogOptions) => {
      asked.push(title ?? '');
      return dialogs.shift()?.map((file) => vscode.Uri.file(file));
    },
    showSaveDialog: async () => {
      const [file] = dialogs.shift() ?? [];
      return file === undefined ? undefined : vscode.Uri.file(file);
    },
    showErrorMessage: async (text: string) => {
      tell(text);
      return undefined;
    },
  };
  const before = Object.fromEntries(Object.keys(fakes).map((name) => [name, window[name]]));
  Object.assign(window, fakes);
  try {
    const result = await work();
    const { until = '' } = answers;
    await waitFor(`“${until}”`, () => (until === '' || asked.some((text) => text.includes(until)) ? true : undefined));
    return { result, asked, messages, proposed };
  } finally {
    Object.assign(window, before);
  }
}

function quickPick({ replies = {} }: Answers, asked: string[]) {
  const events = listeners();
  const input = {
    ...events.registrars,
    placeholder: '',
    items: [] as { readonly label: string }[],
    activeItems: [] as { readonly label: string }[],
    selectedItems: [] as readonly { readonly label: string }[],
    show: () => {
      asked.push(input.placeholder);
      const wanted = replyTo(input.placeholder, replies);
      const item = wanted === undefined ? (input.activeItems[0] ?? input.items[0]) : find(input.items, wanted);
      if (!item) throw new Error(`"${wanted}" is not offered at "${input.placeholder}"`);
      input.selectedItems = [item];
      setTimeout(events.accept);
    },
    dispose: () => undefined,
  };
  return input;
}

function inputBox({ replies = {} }: Answers, asked: string[], proposed: Record<string, string>) {
  const events = listeners();
  const input = {
    ...events.registrars,
    prompt: '',
    value: '',
    validationMessage: undefined as string | undefined,
    show: () => {
      asked.push(input.prompt);
      proposed[input.prompt] = input.value;
      input.value = replyTo(input.prompt, replies) ?? input.value;
      setTimeout(() => {
        events.accept();
        if (input.validationMessage) {
          asked.push(input.validationMessage);
          events.hide();
        }
      });
    },
    dispose: () => undefined,
  };
  return input;
}

function listeners() {
  const accepted: (() => void)[] = [];
  const hidden: (() => void)[] = [];
  return {
    registrars: {
      onDidAccept: (listener: () => void) => accepted.push(listener),
      onDidHide: (listener: () => void) => hidden.push(listener),
      onDidTriggerButton: () => undefined,
      onDidTriggerItemButton: () => undefined,
      onDidChangeValue: () => undefined,
    },
    accept: () => {
      for (const listener of accepted) listener();
    },
    hide: () => {
      for (const listener of hidden) listener();
    },
  };
}

function replyTo(question: string, replies: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(replies).find(([part]) => question.includes(part))?.[1];
}

function find(items: readonly { readonly label: string }[], wanted: string) {
  return items.find(({ label }) => label === wanted) ?? items.find(({ label }) => label.includes(wanted));
}
