import type { ClientCapabilities, InitializeParams, WorkspaceFolder } from 'vscode-languageserver/node';
import type { Catalogue } from '../../core/facts/message';
import type { FileId } from '../../core/lint/index';
import { canonicalUri, uriIds } from './fileIds';

/** What the client said of itself in `initialize`. */
export interface ClientFacts {
  readonly catalogue: Catalogue | undefined;
  /** False: the user has not vouched for the workspace, so nothing outside it is touched. */
  readonly trusted: boolean;
  /** The client is this extension, which says so by its options, and has the commands that it contributes. */
  readonly ownCommands: boolean;
  readonly folders: readonly WorkspaceFolder[];
  readonly configuration: boolean;
  readonly dynamicConfiguration: boolean;
  readonly workspaceFolders: boolean;
  readonly pullDiagnostics: boolean;
  readonly relatedDocuments: boolean;
  readonly refresh: boolean;
  readonly inlayHintRefresh: boolean;
  readonly codeLensRefresh: boolean;
  readonly semanticTokensRefresh: boolean;
  readonly watchFiles: boolean;
  readonly relativePatterns: boolean;
  /** Formatting can be offered for some languages and not for others. */
  readonly dynamicFormatting: boolean;
  readonly markdown: boolean;
  readonly completionSnippets: boolean;
  readonly documentChanges: boolean;
  readonly snippetEdits: boolean;
  /** An edit may make files. */
  readonly createsFiles: boolean;
  /** The user is shown what an edit does, and may leave parts of it out. */
  readonly changeAnnotations: boolean;
}

export function clientFacts({ capabilities, initializationOptions, ...params }: InitializeParams): ClientFacts {
  const { workspace, textDocument }: ClientCapabilities = capabilities;
  const sent: unknown = initializationOptions;
  return {
    catalogue: isRecord(sent) ? readCatalogue(sent.catalogue) : undefined,
    trusted: !isRecord(sent) || sent.trusted !== false,
    ownCommands: isRecord(sent),
    folders: params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []),
    configuration: workspace?.configuration ?? false,
    dynamicConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    relatedDocuments: textDocument?.diagnostic?.relatedDocumentSupport ?? false,
    refresh: workspace?.diagnostics?.refreshSupport ?? false,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport ?? false,
    codeLensRefresh: workspace?.codeLens?.refreshSupport ?? false,
    semanticTokensRefresh: workspace?.semanticTokens?.refreshSupport ?? false,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport ?? false,
    dynamicFormatting:
      (textDocument?.formatting?.dynamicRegistration ?? false) &&
      (textDocument?.rangeFormatting?.dynamicRegistration ?? false),
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    completionSnippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport ?? false,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
  };
}

export function folderPaths(folders: readonly WorkspaceFolder[]): readonly string[] {
  return folders.map(({ uri }) => uriIds.path(uri)).filter((folder) => folder !== undefined);
}

/** Those of other file systems too. */
export function folderIds(folders: readonly WorkspaceFolder[]): readonly FileId[] {
  return folders.map(({ uri }) => canonicalUri(uri).replace(/\/$/, ''));
}

function readCatalogue(value: unknown): Catalogue | undefined {
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
