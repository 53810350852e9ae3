import { type Disposable, type LogOutputChannel, languages, type TextDocument, workspace } from 'vscode';
import { isCheckedDocument, SCHEMES } from './languages';

/** Languages under which VS Code opens `*.conf` and `*.hocon` files that nobody claims by name. */
const GENERAL_LANGUAGES = ['plaintext', 'hocon', 'properties', 'ini'];

/**
 * Gives their language to configuration files that only their content tells apart, and to access lists and the like that
 * only the configuration beside them tells apart. A document gets it once while it is open: then the user may choose
 * another one, which closes and opens the same object.
 */
export function recogniseBrokerFiles(log: LogOutputChannel): Disposable {
  const given = new WeakSet<TextDocument>();
  const give = async (document: TextDocument, look: Recognise) => {
    if (given.has(document) || !isUndecided(document)) return;
    const found = await look(document);
    if (!found || document.isClosed || given.has(document)) return;
    given.add(document);
    log.info(`${document.uri.toString(true)} looks like a file of ${found.name}`);
    await languages.setTextDocumentLanguage(document, found.languageId);
  };
  const recognise = (document: TextDocument) => {
    const failed = (error: unknown) => log.error(`${document.uri.toString(true)}: ${String(error)}`);
    if (!isCheckedDocument(document)) {
      give(document, async (it) => (await byContent(it)) ?? (await byReference(it))).catch(failed);
      return;
    }
    for (const other of workspace.textDocuments) if (other !== document) give(other, byReference).catch(failed);
  };
  workspace.textDocuments.forEach(recognise);
  return workspace.onDidOpenTextDocument(recognise);
}

interface Recognised {
  readonly name: string;
  readonly languageId: string;
}

type Recognise = (document: TextDocument) => Promise<Recognised | undefined>;

/** Neither the file's name nor the user says what it is. */
function isUndecided(document: TextDocument): boolean {
  const { languageId, uri } = document;
  if (!SCHEMES.includes(uri.scheme) || !GENERAL_LANGUAGES.includes(languageId)) return false;
  const chosen = workspace.getConfiguration('files', uri).get<Readonly<Record<string, string>>>('associations', {});
  const globs = Object.keys(chosen).map((glob) => (glob.includes('/') ? glob : `**/${glob}`));
  return !globs.some((pattern) => languages.match({ pattern }, document) > 0);
}

/** Names of configurations, access lists, password files and PSK files; whether they are such, their content tells. */
const POSSIBLE = /\.(?:conf|hocon)$|acl[^/]*$|passw[^/]*$|(?:^|\/)(?:pw|psk)[^/]*$|\.(?:pw|psk)$/;

async function byContent({ uri, getText }: TextDocument): Promise<Recognised | undefined> {
  if (!POSSIBLE.test(uri.path)) return undefined;
  const { detectBroker } = await import('../../core/lint');
  const found = detectBroker(uri.path, getText());
  // The language of another extension may not be there, and is that extension's to give.
  return found?.foreignLanguage ? undefined : found;
}

/** What an open configuration names the file for. Any other kind of text than a plain one has a language of its own. */
async function byReference({ languageId, uri }: TextDocument): Promise<Recognised | undefined> {
  const configurations = workspace.textDocuments.filter(isCheckedDocument);
  if (languageId !== 'plaintext' || configurations.length === 0) return undefined;
  const [{ languages: known }, { editorHost }] = await Promise.all([import('../../core/lint'), import('./editorHost')]);
  for (const configuration of configurations) {
    const broker = known.find((each) => each.languageId === configuration.languageId);
    if (!broker?.files) continue;
    const from = configuration.uri.toString();
    const references = broker.references([broker.parse(from, configuration.getText())]);
    const naming = references.find(
      ({ path }) => path !== '' && editorHost.resolve(from, path).includes(uri.toString()),
    );
    const found = broker.files.find(({ role }) => role === naming?.role);
    if (found) return found;
  }
  return undefined;
}
