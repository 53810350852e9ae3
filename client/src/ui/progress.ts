import { ProgressLocation, window } from 'vscode';
import type { Message } from '../../../core/facts/message';
import { say } from './text';

/** Shows a notification with a Cancel button while `work` runs; cancelling aborts the signal. */
export function withProgress<T>(
  title: Message,
  work: (report: (step: Message) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: ProgressLocation.Notification, title: say(title), cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const listener = token.onCancellationRequested(() => controller.abort());
    try {
      return await work((step) => progress.report({ message: say(step) }), controller.signal);
    } finally {
      listener.dispose();
    }
  });
}
