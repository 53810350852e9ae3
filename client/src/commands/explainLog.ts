import { l10n, window } from 'vscode';
import { t } from '../../../core/facts/message';
import { type ExplainedLine, explainedMarkdown, explainLog } from '../../../core/probe';
import type { Services } from '../extension';
import { say } from '../ui/text';

/** Says what lines of a log mean: those given, those selected, else those typed. → What is known of them. */
export async function explainLogLine({ reports }: Services, given?: unknown): Promise<readonly ExplainedLine[]> {
  const log = typeof given === 'string' ? given : (selected() ?? (await typed()));
  if (log === undefined || log.trim() === '') return [];
  const found = explainLog(log);
  if (typeof given === 'string') return found;
  if (found.length === 0) void window.showInformationMessage(say(t('Nothing in it is known.')));
  else await reports.show(say(t('What it means')), explainedMarkdown(found, l10n.bundle));
  return found;
}

function selected(): string | undefined {
  const editor = window.activeTextEditor;
  return editor === undefined || editor.selection.isEmpty ? undefined : editor.document.getText(editor.selection);
}

function typed(): Thenable<string | undefined> {
  return window.showInputBox({
    title: say(t('Explain an Error Message or Log Line')),
    prompt: say(t('A line of a broker’s or client’s log, an error message or its code')),
    placeHolder: 'OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca',
    ignoreFocusOut: true,
  });
}
