import os from 'node:os';
import path from 'node:path';
import { env, l10n, Uri, window, workspace } from 'vscode';
import { type Message, t } from '../../../core/facts/message';
import { type FullReport, reportDocument, reportJson } from '../../../core/probe/full-report';
import { say } from '../ui/text';

/** A page of its own that any browser shows; asks where to. */
export function saveHtml(report: FullReport): Promise<void> {
  const document = () => reportDocument(report, { catalogue: l10n.bundle, language: env.language });
  return save(report, { extension: 'html', kind: t('Web page'), open: (file) => env.openExternal(file) }, document);
}

export function saveJson(report: FullReport): Promise<void> {
  const document = () => `${JSON.stringify(reportJson(report, l10n.bundle), null, 2)}\n`;
  return save(report, { extension: 'json', kind: t('JSON'), open: (file) => window.showTextDocument(file) }, document);
}

interface Form {
  readonly extension: string;
  readonly kind: Message;
  readonly open: (file: Uri) => Thenable<unknown>;
}

async function save(report: FullReport, { extension, kind, open }: Form, text: () => string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(os.homedir());
  const chosen = await window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, `${nameOf(report)}.${extension}`),
    filters: { [say(kind)]: [extension] },
  });
  if (chosen === undefined) return;
  await workspace.fs.writeFile(chosen, new TextEncoder().encode(text()));
  const yes = say(t('Open'));
  const question = say(t('The report is saved as {file}.', { file: path.basename(chosen.fsPath) }));
  if ((await window.showInformationMessage(question, yes)) === yes) await open(chosen);
}

/** Fit for every file system. */
function nameOf({ startedAt, parts }: FullReport): string {
  const { host = 'broker', port = 0 } = parts[0]?.address ?? {};
  const day = new Date(startedAt).toISOString().slice(0, 10);
  return `mqtt-security-${host.replace(/[^A-Za-z0-9.-]/g, '_')}-${port}-${day}`;
}
