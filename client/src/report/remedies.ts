import { commands, Range, Uri, window, workspace } from 'vscode';
import { t } from '../../../core/facts/message';
import type { ProblemAction } from '../../../core/probe';
import { activeBrokerDocument, type ListenerPlace } from '../brokerDocument';
import { say } from '../ui/text';
import type { Job, Plan } from './plan';

/** Files of the workspace that may hold an authority; a test proposes one, and trusts none of them by itself. */
export async function authorityFiles(): Promise<readonly string[]> {
  const found = await workspace.findFiles('**/*.{crt,pem,cer}', '**/node_modules/**', FILE_LIMIT);
  return found.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}

const FILE_LIMIT = 50;

/** Does what remedies the failure of one part. → The plan to carry out again, where that is what it takes. */
export async function remedied(plan: Plan, part: number, action: ProblemAction): Promise<Plan | undefined> {
  const job = plan.jobs[part];
  if (job === undefined) return undefined;
  if (action.kind === 'use-ca') {
    const withCa = { ...job, target: { ...job.target, ca: action.file } };
    return { ...plan, jobs: plan.jobs.map((other, index) => (index === part ? withCa : other)) };
  }
  const place = await placeOf(job, action);
  if (action.kind === 'regenerate-with-san') {
    await commands.executeCommand('mqttSecurity.generateCertificates', { listener: place, names: action.names });
  } else if (place !== undefined) await openAt(place, action.option);
  else void window.showInformationMessage(say(t('Open the configuration of the broker, then press the button again.')));
  return undefined;
}

/** The listener that was tested, else the configuration in front of the user. */
async function placeOf(
  { listener }: Pick<Job, 'listener'>,
  { kind }: ProblemAction,
): Promise<ListenerPlace | undefined> {
  if (listener !== undefined || kind === 'use-ca') return listener;
  const open = await activeBrokerDocument();
  return open && { uri: open.document.uri.toString(), line: open.document.positionAt(open.offset).line };
}

/** Where the option stands from the listener on, else anywhere, else at the listener. */
async function openAt({ uri, line }: ListenerPlace, option: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const wanted = new RegExp(`(?:^|[\\s.])${option}\\b`);
  const numbers = Array.from({ length: document.lineCount }, (_, number) => number);
  const isNamed = (number: number) => wanted.test(document.lineAt(number).text.replace(/#.*/, ''));
  const found = numbers.slice(line).find(isNamed) ?? numbers.find(isNamed) ?? Math.min(line, document.lineCount - 1);
  await window.showTextDocument(document, { selection: new Range(found, 0, found, 0) });
}
