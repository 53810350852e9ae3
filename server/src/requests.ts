import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  type Range,
  ResponseError,
} from 'vscode-languageserver/node';
import { codeActions } from './features/codeActions';
import { codeLenses } from './features/codeLens';
import { complete } from './features/completion';
import { definition } from './features/definition';
import { folding } from './features/folding';
import { formatting } from './features/formatting';
import { hover } from './features/hover';
import { inlayHints } from './features/inlayHints';
import { links } from './features/links';
import { references } from './features/references';
import { prepareRename, rename } from './features/rename';
import { semanticTokens } from './features/semanticTokens';
import { symbols } from './features/symbols';
import { canonicalUri } from './fileIds';
import type { Session } from './session';

/** Requests that need the text alone: they are answered at once, whatever else is going on. */
export function serveTextFeatures(connection: Connection, session: Session): void {
  const { client, parsed, version, hostOf, report } = session;
  connection.onCompletion(({ textDocument, position }) =>
    guard('completion', report, null, () => {
      const document = parsed(textDocument.uri);
      return document
        ? complete(position, { parsed: document, version: version(document), client, host: hostOf(document) })
        : null;
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
  const format = (uri: string, range?: Range) =>
    guard('formatting', report, null, () => {
      const document = parsed(uri);
      return document ? formatting(document, version(document), range) : null;
    });
  connection.onDocumentFormatting(({ textDocument }) => format(textDocument.uri));
  connection.onDocumentRangeFormatting(({ textDocument, range }) => format(textDocument.uri, range));
  const tokens = (uri: string, range?: Range) =>
    guard('semanticTokens', report, { data: [] }, async () => {
      await session.versionKnown(uri);
      const document = parsed(uri);
      return document ? semanticTokens(document, version(document), range) : { data: [] };
    });
  connection.languages.semanticTokens.on(({ textDocument }) => tokens(textDocument.uri));
  connection.languages.semanticTokens.onRange(({ textDocument, range }) => tokens(textDocument.uri, range));
}

/** Requests that need the whole configuration, as it is now. */
export function serveAnalysedFeatures(connection: Connection, session: Session): void {
  const { client, documents, linting, publisher, settings, report } = session;
  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    guard('diagnostic', report, { kind: 'full', items: [] }, async () =>
      unlessCancelled(await publisher.pull(canonicalUri(textDocument.uri), previousResultId), token),
    ),
  );
  connection.onCodeAction((params, token) =>
    guard('codeAction', report, null, async () => {
      const file = canonicalUri(params.textDocument.uri);
      const results = await linting.judged(file);
      const parsed = documents.parsed(file);
      const pluginDirectory = await settings.pluginDirectory(file);
      const context = { file, parsed, results, documents, client, pluginDirectory, host: session.host() };
      return unlessCancelled(codeActions(params, context), token);
    }),
  );
  connection.onDocumentLinks(({ textDocument }, token) =>
    guard('documentLink', report, null, async () => {
      const file = canonicalUri(textDocument.uri);
      const [result] = await linting.results(file);
      return unlessCancelled(result ? links(file, result, documents) : null, token);
    }),
  );
  serveModelFeatures(connection, session);
  serveUsers(connection, session);
}

function serveUsers(connection: Connection, { client, documents, linting, report }: Session): void {
  const contextOf = async (uri: string) => {
    const file = canonicalUri(uri);
    const results = await linting.results(file);
    const parsed = documents.parsed(file);
    return parsed && { file, parsed, results };
  };
  connection.onPrepareRename(({ textDocument, position }, token) =>
    guard('prepareRename', report, null, async () => {
      const context = await contextOf(textDocument.uri);
      return unlessCancelled(context ? prepareRename(position, context) : null, token);
    }),
  );
  connection.onReferences(({ textDocument, position, context: { includeDeclaration } }, token) =>
    guard('references', report, null, async () => {
      const context = await contextOf(textDocument.uri);
      return unlessCancelled(context ? references(position, includeDeclaration, context) : null, token);
    }),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    guard('rename', report, null, async () => {
      const context = await contextOf(textDocument.uri);
      const { catalogue } = client;
      return unlessCancelled(context ? rename(position, newName, { ...context, catalogue }) : null, token);
    }),
  );
}

/** Requests about one document that are answered from the model of its configuration. */
function serveModelFeatures(connection: Connection, session: Session): void {
  const { client, documents, linting, settings, version, report } = session;
  const analysed = async (uri: string) => {
    const file = canonicalUri(uri);
    const results = await linting.results(file);
    return { file, results, result: results[0], parsed: documents.parsed(file) };
  };
  connection.onHover(({ textDocument, position }, token) =>
    guard('hover', report, null, async () => {
      const { parsed, results } = await analysed(textDocument.uri);
      const found = parsed && hover(position, { parsed, version: version(parsed), results, client });
      return unlessCancelled(found ?? null, token);
    }),
  );
  connection.onDefinition(({ textDocument, position }, token) =>
    guard('definition', report, null, async () => {
      const { file, parsed, results } = await analysed(textDocument.uri);
      return unlessCancelled(parsed ? definition(position, { file, parsed, results, documents }) : null, token);
    }),
  );
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    guard('inlayHint', report, null, async () => {
      const { file, parsed, result } = await analysed(textDocument.uri);
      if (!parsed || !result) return null;
      const wished = await settings.display(file);
      // Above a listener the lens says the same, and more.
      const display = { ...wished, tlsVersions: wished.tlsVersions && !(wished.codeLens && client.ownCommands) };
      return unlessCancelled(inlayHints(range, { parsed, result, display, client, now: Date.now() }), token);
    }),
  );
  connection.onCodeLens(({ textDocument }, token) =>
    guard('codeLens', report, null, async () => {
      const { file, parsed, result } = await analysed(textDocument.uri);
      if (!parsed || !result || !(await settings.display(file)).codeLens) return null;
      return unlessCancelled(codeLenses({ uri: textDocument.uri, parsed, result, client }), token);
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
