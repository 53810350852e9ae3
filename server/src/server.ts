import {
  createConnection,
  DidChangeConfigurationNotification,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  PositionEncodingKind,
  ProposedFeatures,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { languages } from '../../core/lint/index';
import { type ClientFacts, clientFacts } from './capabilities';
import { CODE_ACTION_KINDS } from './features/codeActions';
import { COMPLETION_TRIGGERS } from './features/completion';
import { SEMANTIC_TOKENS } from './features/semanticTokens';
import { canonicalUri } from './fileIds';
import { serveAnalysedFeatures, serveTextFeatures } from './requests';
import { createSession, type Session } from './session';

const connection = createConnection(ProposedFeatures.all);

connection.onInitialize((params) => {
  const session = createSession(connection, clientFacts(params));
  serveDocuments(session);
  serveWorkspace(session);
  serveTextFeatures(connection, session);
  serveAnalysedFeatures(connection, session);
  return { capabilities: capabilities(session.client), serverInfo: { name: 'mqtt-security' } };
});

connection.listen();

function capabilities(client: ClientFacts): ServerCapabilities {
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    diagnosticProvider: client.pullDiagnostics
      ? { identifier: 'mqtt-security', interFileDependencies: true, workspaceDiagnostics: false }
      : undefined,
    completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS },
    documentSymbolProvider: true,
    documentLinkProvider: {},
    definitionProvider: true,
    referencesProvider: true,
    foldingRangeProvider: true,
    renameProvider: { prepareProvider: true },
    documentFormattingProvider: !client.dynamicFormatting,
    documentRangeFormattingProvider: !client.dynamicFormatting,
    semanticTokensProvider: { legend: SEMANTIC_TOKENS, full: true, range: true },
    inlayHintProvider: {},
    codeLensProvider: client.ownCommands ? {} : undefined,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

/** Not for YAML: whoever has another formatter for it would be asked which one to use. */
function offerFormatting(report: Session['report']): void {
  const documentSelector = languages
    .filter(({ editor }) => editor.format)
    .map(({ languageId: language }) => ({ language }));
  Promise.all([
    connection.client.register(DocumentFormattingRequest.type, { documentSelector }),
    connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector }),
  ]).catch((error) => report('formatting', error));
}

function serveDocuments({ client, documents, linting, publisher, changed, everythingChanged }: Session): void {
  const manager = new TextDocuments(TextDocument);
  manager.onDidChangeContent(({ document }) => {
    // Fired for the opening too.
    if (!documents.isOpen(canonicalUri(document.uri))) return changed([documents.open(document)]);
    linting.analyses.edited(canonicalUri(document.uri));
    publisher.schedule();
  });
  manager.onDidClose(({ document }) => changed([documents.close(document)]));
  manager.onDidSave(() => {
    // Where the client reports no changes on disk, saving is the moment when a user expects a fresh look.
    if (!client.watchFiles) everythingChanged();
  });
  manager.listen(connection);
}

function serveWorkspace({ client, settings, changed, everythingChanged, setFolders, report }: Session): void {
  connection.onDidChangeWatchedFiles(({ changes }) => changed(changes.map(({ uri }) => canonicalUri(uri))));
  connection.onDidChangeConfiguration(({ settings: sent }) => {
    settings.changed(sent);
    everythingChanged();
  });
  connection.onInitialized(() => {
    if (client.dynamicFormatting) offerFormatting(report);
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        const asked = connection.workspace.getWorkspaceFolders();
        asked.then((folders) => setFolders(folders ?? [])).catch((error) => report('workspaceFolders', error));
      });
    }
    if (!client.dynamicConfiguration) return;
    const registered = connection.client.register(DidChangeConfigurationNotification.type, { section: 'mqttSecurity' });
    registered.catch((error) => report('configuration', error));
  });
}
