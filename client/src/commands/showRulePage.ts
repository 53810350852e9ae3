import { commands, Uri, window } from 'vscode';
import { t } from '../../../core/facts/message';
import { rules } from '../../../core/lint';
import type { Services } from '../extension';
import { say } from '../ui/text';

/** Shows the page of a rule; without a known id, asks for one. → The id shown. */
export async function showRulePage({ context }: Services, id?: unknown): Promise<string | undefined> {
  const chosen = rules.find((rule) => rule.id === id)?.id ?? (await pickRule());
  if (chosen === undefined) return undefined;
  await commands.executeCommand(
    'markdown.showPreview',
    Uri.joinPath(context.extensionUri, 'docs/rules', `${chosen}.md`),
  );
  return chosen;
}

async function pickRule(): Promise<string | undefined> {
  const items = rules.map(({ id, title, level }) => ({ label: id, description: level, detail: say(title) }));
  const picked = await window.showQuickPick(items, {
    title: say(t('Rules of MQTT Security')),
    placeHolder: say(t('Rule whose page to show')),
    matchOnDetail: true,
  });
  return picked?.label;
}
