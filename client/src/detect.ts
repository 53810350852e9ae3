import { type Disposable, type LogOutputChannel, languages, type TextDocument, workspace } from 'vscode';
import { brokers, detectBroker, matchesGlob } from '../../core/lint';

/** Languages under which VS Code opens `*.conf` and `*.hocon` files that nobody claims by name. */
const GENERAL_LANGUAGES = ['plaintext', 'hocon', 'properties', 'ini'];

/** Gives a broker's language to configuration files that only their content tells apart. */
export function recogniseBrokerFiles(log: LogOutputChannel): Disposable {
  const recognise = (document: TextDocument) => void setLanguage(document, log);
  workspace.textDocuments.forEach(recognise);
  return workspace.onDidOpenTextDocument(recognise);
}

async function setLanguage(document: TextDocument, log: LogOutputChannel): Promise<void> {
  const { languageId, uri } = document;
  if (uri.scheme === 'git' || !GENERAL_LANGUAGES.includes(languageId) || !mayBeBrokerFile(uri.path)) return;
  const broker = detectBroker(uri.path, document.getText());
  if (!broker) return;
  log.info(`${uri.toString(true)} looks like a file of ${broker.name}`);
  await languages.setTextDocumentLanguage(document, broker.languageId);
}

function mayBeBrokerFile(path: string): boolean {
  return brokers.some((broker) =>
    [...broker.fileNames, ...broker.maybeFileNames].some((glob) => matchesGlob(glob, path)),
  );
}
