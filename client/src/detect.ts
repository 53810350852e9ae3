import { type Disposable, type LogOutputChannel, languages, type TextDocument, workspace } from 'vscode';
import { SCHEMES } from './languages';

/** Languages under which VS Code opens `*.conf` and `*.hocon` files that nobody claims by name. */
const GENERAL_LANGUAGES = ['plaintext', 'hocon', 'properties', 'ini'];

/** Gives a broker's language to configuration files that only their content tells apart. */
export function recogniseBrokerFiles(log: LogOutputChannel): Disposable {
  const recognise = (document: TextDocument) => {
    setLanguage(document, log).catch((error: unknown) => log.error(`${document.uri.toString(true)}: ${String(error)}`));
  };
  workspace.textDocuments.forEach(recognise);
  return workspace.onDidOpenTextDocument(recognise);
}

/** Names of configurations, access lists, password files and PSK files; whether they are such, their content tells. */
const POSSIBLE = /\.(?:conf|hocon)$|acl[^/]*$|passw[^/]*$|(?:^|\/)(?:pw|psk)[^/]*$|\.(?:pw|psk)$/;

async function setLanguage(document: TextDocument, log: LogOutputChannel): Promise<void> {
  const { languageId, uri } = document;
  if (!SCHEMES.includes(uri.scheme) || !GENERAL_LANGUAGES.includes(languageId) || !POSSIBLE.test(uri.path)) return;
  const { detectBroker } = await import('../../core/lint');
  const broker = detectBroker(uri.path, document.getText());
  if (!broker || document.isClosed) return;
  log.info(`${uri.toString(true)} looks like a file of ${broker.name}`);
  await languages.setTextDocumentLanguage(document, broker.languageId);
}
