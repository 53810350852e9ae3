import {
  type CancellationToken,
  createConnection,
  DidChangeConfigurationNotification,
  LSPErrorCodes,
  PositionEncodingKind,
  ProposedFeatures,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type ClientFacts, clientFacts } from './capabilities';
import { CODE_ACTION_KINDS, codeActions } from './features/codeActions';
import { COMPLETION_TRIGGERS, complete } from './features/completion';
import { folding } from './features/folding';
import { hover } from './features/hover';
import { links } from './features/links';
import { symbols } from './features/symbols';
import { canonicalUri } from './fileIds';
import { createSession, type Session } from './session';

const connection = createConnection(ProposedFeatures.all);

connection.onInitialize((params) => {
  const session = createSession(connection, clientFacts(params));
  serveDocuments(session);
  serveWorkspace(session);
  serveFeatures(session);
  serveAnalysedFeatures(session);
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
    foldingRangeProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
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

/** Features that need the text alone: they answer at once, whatever else is going on. */
function serveFeatures({ client, parsed, version, report }: Session): void {
  connection.onCompletion(({ textDocument, position }) =>
    guard('completion', report, null, () => {
      const document = parsed(textDocument.uri);
      return document ? complete(document, position, version(document), client) : null;
    }),
  );
  connection.onHover(({ textDocument, position }) =>
    guard('hover', report, null, () => {
      const document = parsed(textDocument.uri);
      return (document && hover(document, position, version(document), client)) ?? null;
    }),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    guard('documentSymbol', report, null, () => {
      const document = parsed(textDocument.uri);
      return document ? symbols(document) : null;
    }),
  );
  connection.onFoldingRanges(({ textDocument }) =>
    guard('foldingRange', report, null, () => {
      const document = parsed(textDocument.uri);
      return document ? folding(document) : null;
    }),
  );
}

/** Features that need the whole configuration, as it is now. */
function serveAnalysedFeatures({ client, documents, linting, publisher, report }: Session): void {
  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    guard('diagnostic', report, { kind: 'full', items: [] }, async () =>
      unlessCancelled(await publisher.pull(canonicalUri(textDocument.uri), previousResultId), token),
    ),
  );
  connection.onCodeAction((params, token) =>
    guard('codeAction', report, null, async () => {
      const file = canonicalUri(params.textDocument.uri);
      const results = await linting.results(file);
      const parsed = documents.parsed(file);
      return unlessCancelled(codeActions(params, { file, parsed, results, documents, client }), token);
    }),
  );
  connection.onDocumentLinks(({ textDocument }, token) =>
    guard('documentLink', report, null, async () => {
      const file = canonicalUri(textDocument.uri);
      const [result] = await linting.results(file);
      return unlessCancelled(result ? links(file, result, documents) : null, token);
    }),
  );
}

/** A request that fails is logged under its name and answered with `nothing`, so that the others go on. */
async function guard<R>(name: string, report: Session['report'], nothing: R, answer: () => R | Promise<R>): Promise<R> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    report(name, error);
    return nothing;
  }
}

function unlessCancelled<T>(answer: T, token: CancellationToken): T {
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  return answer;
}
