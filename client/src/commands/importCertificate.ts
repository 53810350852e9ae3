import path from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { carryOutImport, type ImportPlan, planImport, reloadSteps } from '../../../core/certs';
import { t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { confirmed } from '../ui/confirm';
import { telling } from '../ui/errors';
import { chooseFiles, chooseFolder } from '../ui/prompts';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';
import { brokersUsing } from '../view/overview';

/** Puts what an authority has sent back beside the key that asked for it, once confirmed. */
export async function importCertificate(services: Services): Promise<ImportPlan | undefined> {
  if (!isTrusted(t('Importing certificates'))) return undefined;
  return telling(services.log, async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    const files = await chooseFiles(t('Certificates that the authority has sent'), folder?.uri);
    const directory = files.length > 0 ? await chooseFolder(t('Folder with the private key'), folder?.uri) : undefined;
    if (!directory) return undefined;
    const plan = await planImport(
      files.map(({ fsPath }) => fsPath),
      directory.fsPath,
      Date.now(),
    );
    if (!(await agreed(plan))) return undefined;
    await carryOutImport(plan, { force: plan.exists });
    services.log.info(`certificate imported: ${plan.certificateFile}`);
    await tell(services, plan);
    return plan;
  });
}

function agreed({ certificateFile, keyFile, facts, exists, notes }: ImportPlan): Promise<boolean> {
  const name = path.basename(certificateFile);
  const details = [
    t('{subject}, valid until {date}', { subject: facts.subject, date: dayOf(facts.notAfter) }),
    t('It belongs to the private key {file}', { file: path.basename(keyFile) }),
    ...(exists ? [t('{file} is there and would be replaced', { file: name })] : []),
    ...notes,
  ];
  return confirmed(t('Write {file}?', { file: certificateFile }), details, t('Write'));
}

async function tell({ overviews }: Services, { certificateFile, facts }: ImportPlan): Promise<void> {
  const users = brokersUsing(await overviews.refresh(), Uri.file(certificateFile).toString());
  const steps = [...new Set(users.map(({ broker }) => broker))].flatMap((broker) => reloadSteps(broker, 'server'));
  const [name, date] = [path.basename(certificateFile), dayOf(facts.notAfter)];
  const texts = [t('{name} is valid until {date}.', { name, date }), ...steps];
  void window.showInformationMessage(texts.map(say).join(' '));
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
