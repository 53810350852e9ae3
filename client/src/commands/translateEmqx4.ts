import { l10n, Uri, window, workspace } from 'vscode';
import { t } from '../../../core/facts/message';
import { analyze } from '../../../core/lint';
import { analyzeOptions } from '../brokerDocument';
import { editorHost } from '../editorHost';
import { isCheckedDocument } from '../languages';
import { say } from '../ui/text';

/** Opens a flat file of EMQX 4.x as a new, untitled document in the language of 5.x. → Was there one to translate? */
export async function translateEmqx4(uri?: unknown): Promise<boolean> {
  const document = uri instanceof Uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  const analysis =
    document && isCheckedDocument(document)
      ? await analyze(document.uri.toString(), editorHost, await analyzeOptions(document))
      : undefined;
  const translation = analysis?.broker.translate?.(analysis.workspace, l10n.bundle);
  if (!translation) {
    void window.showInformationMessage(
      say(t('Open a flat file or an access list of EMQX 4.x first, then translate it.')),
    );
    return false;
  }
  const { text: content, languageId: language } = translation;
  await window.showTextDocument(await workspace.openTextDocument({ content, language }));
  return true;
}
