import type { Connection } from 'vscode-languageserver/node';
import type { FileId, Host } from '../../core/lint/index';
import { type ClientFacts, folderIds, folderPaths } from './capabilities';
import { coalesce } from './coalesce';
import { type Documents, documents as openDocuments, type Parsed } from './documents';
import { canonicalUri, uriIds } from './fileIds';
import { nodeHost } from './host';
import { type Linting, linting, mappedHost } from './linting';
import { placeOf } from './neighbours';
import { type Publisher, publisher } from './publisher';
import { refresher } from './refresher';
import { type EditorSettings, editorSettings } from './settings';
import { watcher } from './watcher';

/** What lives from `initialize` to `exit`. */
export interface Session {
  readonly client: ClientFacts;
  readonly documents: Documents;
  readonly linting: Linting;
  readonly publisher: Publisher;
  readonly settings: EditorSettings;
  host(): Host;
  /** The same, which looks for mapped paths of the document's configuration where they are here. */
  hostOf(parsed: Parsed): Host;
  /** An open document as it is right now; undefined where it is no known broker's. */
  parsed(uri: string): Parsed | undefined;
  /** The broker version that the document was last judged by. */
  version(parsed: Parsed): string;
  /** After the first analysis of the document; at once where there has been one. */
  versionKnown(uri: string): Promise<unknown>;
  changed(files: readonly FileId[]): void;
  everythingChanged(): void;
  setFolders(folders: ClientFacts['folders']): void;
  report(name: string, error: unknown): void;
}

export function createSession(connection: Connection, client: ClientFacts): Session {
  const documents = openDocuments();
  const settings = editorSettings({ connection, canAsk: client.configuration, uriOf: documents.uriOf });
  const report = (name: string, error: unknown) => connection.console.error(`${name}: ${describe(error)}`);
  const makeHost = (roots: readonly string[]) =>
    nodeHost({ ids: uriIds, overlay: documents.text, roots, confinedTo: client.trusted ? undefined : roots });
  let roots = folderPaths(client.folders);
  let folders = folderIds(client.folders);
  let host = makeHost(roots);
  const lint = linting({
    documents,
    host: () => host,
    settings: settings.of,
    catalogue: client.catalogue,
    placeOf: (file) => placeOf(file, folders),
    // A client that pulls sets the pace itself.
    shortestQuiet: client.pullDiagnostics ? undefined : 10,
  });
  const watch = watchDependencies(connection, client, lint, { roots: () => roots, report, lookAgain });
  const publish = publisher({
    connection,
    documents,
    linting: lint,
    client,
    afterRound: watch,
    failed: (error) => report('diagnostics', error),
  });

  const refresh = refresher(connection, client, (error) => report('refresh', error));

  function lookAgain(): void {
    lint.analyses.invalidate();
    publish.schedule();
    refresh();
  }

  function everythingChanged(): void {
    lint.searchAgain();
    lookAgain();
  }

  return {
    client,
    documents,
    linting: lint,
    publisher: publish,
    settings,
    host: () => host,
    hostOf: ({ file }) => mappedHost(host, lint.known(file)[0]),
    parsed: (uri) => documents.parsed(canonicalUri(uri)),
    version: ({ file, broker }) => lint.known(file)[0]?.analysis?.version ?? broker.versions.at(-1) ?? '',
    versionKnown: async (uri) => {
      const file = canonicalUri(uri);
      if (lint.known(file).length === 0) await lint.results(file);
    },
    changed(files) {
      lint.searchAgain();
      lint.analyses.invalidate(files);
      publish.schedule();
      refresh();
    },
    everythingChanged,
    setFolders(changed) {
      roots = folderPaths(changed);
      folders = folderIds(changed);
      host = makeHost(roots);
      everythingChanged();
    },
    report,
  };
}

function watchDependencies(
  connection: Connection,
  { watchFiles, relativePatterns, trusted }: ClientFacts,
  { analyses }: Linting,
  { roots, report, lookAgain }: WatchOptions,
): () => void {
  if (!watchFiles) return () => undefined;
  const watch = watcher({ connection, relativePatterns, roots, confined: !trusted });
  const failed = (error: unknown) => report('watch', error);
  return coalesce(async () => {
    const renewed = await watch(analyses.dependencies()).catch(failed);
    // A file may have changed after it was read and before it was watched.
    if (renewed) lookAgain();
  }, WATCH_DELAY);
}

interface WatchOptions {
  readonly roots: () => readonly string[];
  readonly report: Session['report'];
  readonly lookAgain: () => void;
}

/** While a path is being typed, every keystroke names other files: the client is told when it is done. */
const WATCH_DELAY = 300;

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
